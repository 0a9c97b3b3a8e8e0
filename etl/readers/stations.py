"""Results by polling station (bureau de vote): a row per station and list, or a row per station, a column per list."""

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from etl.readers import numerals
from etl.readers.files import MAX_BYTES, decoded, framed, refusal
from etl.results import Results, with_sums
from etl.sources import FileProblem, Refused, SourceDeclaration

KEY = ["election_code", "commune_code", "station_code"]
FIGURES = ["registered_voters", "ballots_cast", "valid_votes", "invalid_votes"]
PLACE = ["lon", "lat"]
STATION_COLUMNS = [*KEY, *PLACE, *FIGURES]
VOTE_COLUMNS = ["party_code", "votes"]
LON_LAT_BOUNDS = ((-18.0, 0.0), (20.0, 37.0))
"""Longitudes and latitudes of Morocco, generously."""

LISTED = 20
"""Rows named for one reason; the rest of them are counted."""


@dataclass(frozen=True)
class Stations:
    """
    One source's polling stations, checked.

    ``file``: how problems call the file. ``stations``: columns ``STATION_COLUMNS``, one row per station, indexed
    0 … n - 1; NA where the file is silent. ``votes``: one row per station and list that stood there, ``station`` (row
    of ``stations``), ``party_code`` (categorical), ``votes``.
    """

    file: str
    stations: pd.DataFrame
    votes: pd.DataFrame


@dataclass
class _Findings:
    """Reasons to refuse a file, each with its first rows."""

    file: str
    problems: list[FileProblem] = field(default_factory=list)

    def refuse(self, rows: Any, reason: str) -> None:
        """Note the rows (positions in the file, or a mask of them) that fail for one reason."""
        failing = np.asarray(rows)
        positions = np.flatnonzero(failing) if failing.dtype == bool else np.unique(failing)
        self.problems += [FileProblem(self.file, int(row) + 2, reason) for row in positions[:LISTED]]
        if len(positions) > LISTED:
            self.problems.append(FileProblem(self.file, None, f"{reason}: {len(positions) - LISTED:,} more rows"))


def read_stations(
    source: SourceDeclaration,
    data_dir: Path,
    elections: Collection[str],
    communes: Collection[str],
    parties: Collection[str],
) -> Stations:
    """
    Read and check results by polling station.

    Parameters
    ----------
    source : SourceDeclaration
        Its one file is a CSV table with the columns ``KEY`` and any of ``PLACE`` and ``FIGURES``; in its long form
        ``VOTE_COLUMNS``, with what is known of a station repeated on each of its rows; in its wide form a column for
        each party, named by its code, an empty cell meaning no list.
    data_dir : Path
        Where the file is.
    elections, communes, parties : collection of str
        The codes the rows may use.

    Returns
    -------
    Stations
        Frames ready to load.

    Raises
    ------
    Refused
        With row and reason of what is wrong: the first ``LISTED`` rows for each reason, and how many more.
    """
    (file,) = source.files
    findings = _Findings(file)
    rows = _read(data_dir / file, findings, parties)
    for column, known in zip(KEY[:2], (elections, communes), strict=True):
        findings.refuse(~rows[column].isin(list(known)), f"{column} is not known")
    findings.refuse(rows["station_code"].isna(), "station_code is empty")
    of_row, first_rows = _stations_of_rows(rows)
    stations = rows.iloc[first_rows][STATION_COLUMNS].reset_index(drop=True)
    if "party_code" in rows:
        _check_repeated(rows, of_row, stations, findings)
        votes = rows[VOTE_COLUMNS].assign(station=of_row)
    else:
        findings.refuse(np.bincount(of_row)[of_row] > 1, "the station stands twice")
        votes = _long(rows, of_row, parties)
    _check_votes(votes, parties, findings, len(stations))
    _check_counts(stations, votes, first_rows, findings)
    if findings.problems:
        raise Refused(source.code, findings.problems)
    counted = stations.astype(dict.fromkeys(FIGURES, "Int64") | dict.fromkeys(KEY, "str"))
    return Stations(file, counted, votes.astype({"votes": "int64"})[["station", *VOTE_COLUMNS]])


def _read(path: Path, findings: _Findings, parties: Collection[str]) -> pd.DataFrame:
    """Read every cell as text, each column's distinct texts once; make numbers of the distinct texts."""
    texts = _read_texts(path, findings.file)
    unknown = set(texts) - {*STATION_COLUMNS, *VOTE_COLUMNS, *parties}
    missing = {*KEY, *(VOTE_COLUMNS if set(VOTE_COLUMNS) & set(texts) else ())} - set(texts)
    if unknown or missing or not {"votes", *parties} & set(texts):
        told = f"columns missing: {', '.join(sorted(missing)) or 'none'}"
        raise refusal(findings.file, f"{told}; of neither stations nor parties: {', '.join(sorted(unknown))}", 1)
    rows: dict[str, Any] = {name: np.full(len(texts[KEY[0]]), np.nan) for name in STATION_COLUMNS if name not in texts}
    for name, column in texts.items():
        if name in PLACE:
            rows[name] = _numbers(column, _coordinate, findings, f"{name} is no number of degrees")
        elif name in {*FIGURES, "votes", *parties}:
            rows[name] = _numbers(column, numerals.count, findings, f"{name} is no whole number ≥ 0")
        else:
            rows[name] = column
    return pd.DataFrame(rows, copy=False)


def _read_texts(path: Path, file: str) -> "dict[str, pd.Categorical[Any]]":
    """Columns of text by the names of the header, NA where a cell is empty."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal(file, f"cannot be read: larger than {MAX_BYTES // 2**20} MiB")
        content = decoded(path.read_bytes(), file).encode()
    except OSError as error:
        raise refusal(file, f"cannot be read: {error.strerror}") from error
    line = content[: content.find(b"\n") + 1 or None].decode()
    delimiter = max(",;\t", key=line.count)
    header = list(framed(next(csv.reader([line], delimiter=delimiter), ()), (), file).columns)
    types = dict.fromkeys(header, pa.dictionary(pa.int32(), pa.string()))
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=header, skip_rows=1),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise refusal(file, f"cannot be read: {error}") from error
    if not len(table):
        raise refusal(file, "has no rows")
    return {name: column.to_pandas().array for name, column in zip(header, table, strict=True)}


def _numbers(
    column: "pd.Categorical[Any]", convert: Callable[[str], float], findings: _Findings, reason: str
) -> NDArray[np.float64]:
    """Numbers of a column, NaN where the cell is empty or says that the figure is unknown."""
    distinct = [str(text) for text in column.categories]
    values = np.full(len(distinct) + 1, np.nan)
    wrong = np.zeros(len(distinct) + 1, dtype=bool)
    for i, text in enumerate(distinct):
        try:
            values[i] = np.nan if numerals.is_unknown(text) else convert(text)
        except ValueError:
            wrong[i] = True
    findings.refuse(wrong[column.codes], reason)
    numbers: NDArray[np.float64] = values[column.codes]
    return numbers


def _coordinate(text: str) -> float:
    """Degrees, which may be negative."""
    return -numerals.number(text[1:]) if text[:1] in {"-", "−"} else numerals.number(text)


def _stations_of_rows(rows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Stations numbered in order of appearance: the number of each row's, and the first row of each."""
    combined = np.zeros(len(rows), dtype=np.int64)
    for column in KEY:
        codes, values = pd.factorize(rows[column])
        combined = combined * (len(values) + 1) + codes + 1
    of_row, _ = pd.factorize(combined)
    first = np.flatnonzero(~pd.Series(of_row).duplicated().to_numpy())
    return of_row.astype(np.int64), first


def _check_repeated(rows: pd.DataFrame, of_row: NDArray[np.int64], stations: pd.DataFrame, findings: _Findings) -> None:
    """In the long form each row of a station repeats what is known of it, and each list stands once."""
    for column in [*PLACE, *FIGURES]:
        values, known = rows[column].to_numpy(float), stations[column].to_numpy(float)[of_row]
        same = (values == known) | (np.isnan(values) & np.isnan(known))
        findings.refuse(~same, f"{column} differs from the station's first row")
    codes, names = pd.factorize(rows["party_code"])
    repeated = pd.Series(of_row * (len(names) + 1) + codes).duplicated()
    findings.refuse(repeated, "the list stands twice in the station")


def _long(rows: pd.DataFrame, of_row: NDArray[np.int64], parties: Collection[str]) -> pd.DataFrame:
    """One row per station and list from one column per list; its index is the row in the file."""
    columns = [name for name in rows.columns if name in set(parties)]
    votes = rows[columns].to_numpy(float)
    row, party = np.nonzero(~np.isnan(votes))
    codes = pd.Categorical.from_codes(party.astype(np.int32), categories=pd.Index(columns))
    return pd.DataFrame({"station": of_row[row], "party_code": codes, "votes": votes[row, party]}, index=row)


def _check_votes(votes: pd.DataFrame, parties: Collection[str], findings: _Findings, stations: int) -> None:
    """Each list is of a known party and has a number of votes; each station has a list."""
    findings.refuse(votes.index[~votes["party_code"].isin(list(parties))], "party_code is not known")
    findings.refuse(votes.index[votes["votes"].isna()], "votes are not known")
    silent = stations - votes["station"].nunique()
    if silent:
        findings.problems.append(FileProblem(findings.file, None, f"{silent:,} stations have no list"))


def _check_counts(
    stations: pd.DataFrame, votes: pd.DataFrame, first_rows: NDArray[np.int64], findings: _Findings
) -> None:
    """Check that each station's figures add up and it lies in the country; NaN compares false: the unknown passes."""
    cast = np.bincount(votes["station"], weights=votes["votes"], minlength=len(stations))
    registered, ballots, valid, invalid = (stations[name].to_numpy(float) for name in FIGURES)
    lon, lat = (stations[name].to_numpy(float) for name in PLACE)
    (west, east), (south, north) = LON_LAT_BOUNDS
    failing = {
        "the votes of the lists do not sum to valid_votes": np.abs(cast - valid) > 0,
        "valid_votes + invalid_votes differ from ballots_cast": np.abs(valid + invalid - ballots) > 0,
        "ballots_cast exceeds registered_voters": ballots > registered,
        "valid_votes exceed registered_voters": cast > registered,
        "lon and lat are not both given": np.isnan(lon) != np.isnan(lat),
        "lon or lat is outside the country": (lon < west) | (lon > east) | (lat < south) | (lat > north),
    }
    for reason, mask in failing.items():
        findings.refuse(first_rows[mask], reason)


def sum_to_contests(polled: Stations, areas: Mapping[str, Mapping[str, str]]) -> Results:
    """
    Sum polling stations to the contests they are part of.

    Parameters
    ----------
    polled : Stations
        Stations of any number of elections.
    areas : mapping of str to mapping of str to str
        For each election the area that elects, by the code of the commune: itself in a communal election.

    Returns
    -------
    Results
        A figure is NA where one station of the contest lacks it; valid votes are then those of the lists. Seats are
        not known to polling stations.
    """
    of_election = polled.stations.groupby("election_code", group_keys=False)["commune_code"]
    stations = polled.stations.assign(area_code=of_election.transform(lambda codes: codes.map(areas[str(codes.name)])))
    by_contest = stations.groupby(["election_code", "area_code"])
    contest_of_station = by_contest.ngroup().to_numpy()
    silent = stations[FIGURES].isna().groupby(contest_of_station).any()
    contests = by_contest[FIGURES].sum().reset_index()
    contests[FIGURES] = contests[FIGURES].mask(silent)
    contest_of_vote = contest_of_station[polled.votes["station"]]
    sums = polled.votes["votes"].groupby([contest_of_vote, polled.votes["party_code"]], observed=True).sum()
    contest, party = sums.index.get_level_values(0), sums.index.get_level_values(1)
    votes = contests.loc[contest, ["election_code", "area_code"]].reset_index(drop=True)
    votes = votes.assign(
        party_code=party.astype("str"), votes=sums.array.astype("Int64"), seats_won=_unknown(len(sums))
    )
    unknown = _unknown(len(contests))
    bare = contests.assign(seats=unknown, turnout=unknown.astype("Float64"), registered_voters_source=unknown)
    return Results(with_sums(bare, votes), votes, contests_file=polled.file, votes_file=polled.file)


def _unknown(rows: int) -> Any:
    """Column in which nothing is known."""
    return pd.array([pd.NA] * rows, dtype="Int64")
