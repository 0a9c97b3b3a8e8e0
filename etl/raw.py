"""Publishers' files in ``data/raw``, known by their checksum, whatever name they were given."""

from pathlib import Path

from etl.sources import MEND_TABLE, FileProblem, Refused, SourceDeclaration, digest

RAW = "raw"


def locate(source: SourceDeclaration, data_dir: Path) -> dict[str, Path]:
    """
    Find the files of a source.

    Parameters
    ----------
    source : SourceDeclaration
        A publisher's file is looked for in ``data/raw`` by its checksum; other files where they are declared.
    data_dir : Path
        The project's ``data`` directory.

    Returns
    -------
    dict[str, Path]
        Where each declared file is.

    Raises
    ------
    Refused
        A file is not there.
    """
    if source.location is not None:
        return {source.files[0]: source.location}
    if source.sha256 is not None and source.package is None:
        found = find_raw(source.sha256, source.size_bytes, data_dir)
        if found is None:
            raise Refused(source.code, [FileProblem(source.files[0], None, "is not there", how_to_get(source))])
        return {source.files[0]: found}
    missing = [file for file in source.files if not (data_dir / file).is_file()]
    if missing:
        raise Refused(source.code, [FileProblem(file, None, "is not there", MEND_TABLE) for file in missing])
    return {file: data_dir / file for file in source.files}


def find_raw(sha256: str, size_bytes: int | None, data_dir: Path) -> Path | None:
    """Find the file of a checksum in ``data/raw``; only files of the right size are read."""
    files = sorted((data_dir / RAW).glob("*")) if (data_dir / RAW).is_dir() else []
    for path in files:
        whole = path.is_file() and path.suffix != ".part" and path.stat().st_size == size_bytes
        if whole and digest(path, path.name).sha256 == sha256:
            return path
    return None


def how_to_get(source: SourceDeclaration) -> str:
    """Tell a user how to come by a publisher's file."""
    if source.download:
        return f"run `./run etl fetch {source.code}`"
    return f"download {Path(source.files[0]).name} by hand from {source.url} and put it into data/raw"
