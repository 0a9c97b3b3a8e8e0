"""GDAL sends a key as the documents tell."""

import shutil
import subprocess

import pytest

from app.commands.keys import create
from app.http.access import Role
from tests.api.access.conftest import YEAR
from tests.servers import served


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="install GDAL (apt-get install gdal-bin) to run this test")
def test_gdal_reads_with_a_key_and_not_without(keyed_settings, tmp_path):
    key = create(keyed_settings, Role.reader, "cartographie", YEAR)
    with served(keyed_settings.libpq_url, tmp_path / "log", PUBLIC_ROLE="none") as service:

        def read(*config: str) -> subprocess.CompletedProcess[str]:
            command = ["ogrinfo", "-so", *config, f"OAPIF:{service.url}/ogc", "regions"]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        for sent in (["GDAL_HTTP_HEADERS", f"X-API-Key: {key}"], ["GDAL_HTTP_USERPWD", f"key:{key}"]):
            assert "Feature Count: 12" in read("--config", *sent).stdout
        assert "401" in read().stderr
    assert key not in service.output.read_text()
