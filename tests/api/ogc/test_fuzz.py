"""Questions at random, right ones and wrong ones, of every operation of /ogc: each answer is as its document tells."""

import pytest
from schemathesis.python import asgi

from benchmarks.fuzz import fuzz, open_service

SEED = 2021


@pytest.fixture(scope="module")
def service(settings):
    yield open_service(settings)
    asgi.shutdown_lifespans()


def test_every_answer_is_as_the_document_tells(service):
    report = fuzz(service, "/ogc/api", 2600, SEED)
    assert report.failures == {}
    assert report.cases >= 2500
    assert max(report.statuses) < 500
    assert report.answered > 0.2, report.statuses
