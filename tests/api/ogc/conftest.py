"""The OGC API as a client library sees it, and as a program on the other side of a socket does."""

from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Live:
    """A running service, and the log of what it was asked."""

    url: str
    log: Path

    def asked(self, collection: str) -> list[str]:
        """Requests for pages of a collection so far."""
        return [line for line in self.log.read_text().splitlines() if f'/collections/{collection}/items"' in line]


@pytest.fixture(scope="session")
def live(service: tuple[str, Path]) -> Live:
    url, log = service
    return Live(f"{url}/ogc", log)
