"""Both doors to the same data: through the database, and over the network to a service in a process of its own."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from app.analyst import Kharita


@pytest.fixture(scope="session")
def k(settings) -> Iterator[Kharita]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", settings.libpq_url)
        with Kharita() as through_database:
            yield through_database


@pytest.fixture(scope="session")
def remote(service) -> Iterator[Kharita]:
    url, _ = service
    with Kharita(url) as over_network:
        yield over_network


@pytest.fixture(autouse=True)
def no_window():
    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")
