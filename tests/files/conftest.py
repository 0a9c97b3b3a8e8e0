"""What the files of one party are made from."""

import pytest

from app.files.dossier import Dossier
from app.files.dossier.reading import read_dossier
from app.settings import Settings
from app.store.database import session_factory
from app.store.declared import read_declared


@pytest.fixture(scope="session")
def dossier(reading_engine) -> Dossier:
    """What the files of the MP are made from."""
    with session_factory(reading_engine)() as session:
        return read_dossier(session, read_declared(Settings().data_dir), "MP", None)
