"""The OGC API as a client library sees it, and as a program on the other side of a socket does."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE_S = 10


@dataclass(frozen=True)
class Live:
    """A running service, and the log of what it was asked."""

    url: str
    log: Path

    def asked(self, collection: str) -> list[str]:
        """Requests for pages of a collection so far."""
        return [line for line in self.log.read_text().splitlines() if f'/collections/{collection}/items"' in line]

    def asked_after(self, before: int, collection: str, parameter: str, number: int = 1) -> list[str]:
        """Requests after the first ``before`` with a parameter; waits for ``number``: a line comes after its answer."""
        ends = time.monotonic() + PATIENCE_S
        while True:
            found = [line for line in self.asked(collection)[before:] if parameter in line]
            if len(found) >= number or time.monotonic() > ends:
                return found
            time.sleep(0.05)


@pytest.fixture(scope="session")
def live(service: tuple[str, Path]) -> Live:
    url, log = service
    return Live(f"{url}/ogc", log)
