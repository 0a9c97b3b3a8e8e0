"""What the files of one party are made from."""

import pytest

from app.files.dossier import Dossier
from app.files.dossier.reading import read_dossier
from app.store.database import session_factory


@pytest.fixture(scope="session")
def dossier(reading_engine) -> Dossier:
    """What the files of the MP are made from, for the House of 2021."""
    with session_factory(reading_engine)() as session:
        return read_dossier(session, "MP", "house-2021-local")
