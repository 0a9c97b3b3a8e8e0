"""What the files of one party are made from."""

import pytest

from app.database import session_factory
from app.export.declared import read_declared
from app.export.reading import read_dossier
from app.files.dossier import Dossier
from app.settings import Settings


@pytest.fixture(scope="session")
def dossier(reading_engine) -> Dossier:
    """What the files of the MP are made from."""
    with session_factory(reading_engine)() as session:
        return read_dossier(session, read_declared(Settings()), "MP", None)
