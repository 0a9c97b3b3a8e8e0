"""Results by polling station (bureau de vote): a row per station and list, or a row per station, a column per list."""

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from etl.readers import cells
from etl.readers.content import decoded, read_content, refusal
from etl.readers.files import UNSEEN, delimiter_of, framed, read_file
from etl.readers.form import NO_LIST
from etl.results import Results, merged, problems_of, with_sums
from etl.sources import FileProblem, Refused, SourceDeclaration
from etl.suggestions import bare, did_you_mean
from etl.totals import ACCEPT, says_total, sums_of_others

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
    of ``stations``), ``party_code`` (categorical), ``votes``, NA where they are unknown. ``lines``: where each
    station first stands in the file. ``notes``: what to tell besides,
    by the name of the check that tells it.
    """

    file: str
    stations: pd.DataFrame
    votes: pd.DataFrame
    lines: NDArray[np.int64]
    notes: Mapping[str, list[FileProblem]] = field(default_factory=dict)


@dataclass
class _Findings:
    """Reasons to refuse a file, each with its first rows; ``lines`` are those of the file that the rows stand in."""

    file: str
    lines: NDArray[np.int64]
    problems: list[FileProblem] = field(default_factory=list)

    def refuse(self, rows: Any, reason: str, remedy: str, values: Any = None) -> None:
        """Note the rows (positions in the table, or a mask of them) that fail for one reason, and their values."""
        failing = np.asarray(rows)
        positions = np.flatnonzero(failing) if failing.dtype == bool else np.unique(failing)
        for row in positions[:LISTED]:
            value = None if values is None or pd.isna(values[row]) else str(values[row])
            told = reason if value is None else f"{reason}: {value!r}"
            self.problems.append(FileProblem(self.file, int(self.lines[row]), told, remedy, value))
        if len(positions) > LISTED:
            told = f"{reason}: {len(positions) - LISTED:,} more rows"
            self.problems.append(FileProblem(self.file, None, told, remedy))


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
        Its one file is a CSV table or a workbook with the columns ``KEY`` and any of ``PLACE`` and ``FIGURES``; in its
        long form
        ``VOTE_COLUMNS``, with what is known of a station repeated on each of its rows; in its wide form a column for
        each party, named by its code, an empty cell meaning no list and ``-`` one whose votes are unknown.
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
    texts, lines, notes = _read_texts(data_dir / file, file)
    findings = _Findings(file, lines)
    rows = _read(texts, findings, source, parties)
    for column, known in zip(KEY[:2], (elections, communes), strict=True):
        _refuse_unknown(rows, column, known, findings)
    findings.refuse(rows["station_code"].isna(), "station_code is empty", "write the number of the station")
    if source.accept_totals:
        rows, left_out = _without_totals(rows, parties, findings)
        notes = merged(notes, {"rows": left_out})
    elif "totals" not in source.tolerated:
        findings.refuse(
            _total_rows(rows, parties), "the row is a total of other stations", ACCEPT, rows["station_code"]
        )
    of_row, first_rows = _stations_of_rows(rows)
    stations = rows.iloc[first_rows][STATION_COLUMNS].reset_index(drop=True)
    if "party_code" in rows:
        _check_repeated(rows, of_row, stations, findings)
        votes = rows[[*VOTE_COLUMNS, "stated"]].assign(station=of_row)
    else:
        findings.refuse(np.bincount(of_row)[of_row] > 1, "the station stands twice", _ONCE, rows["station_code"])
        votes = _long(rows, of_row, parties)
    _check_alike(stations, first_rows, findings)
    _check_votes(votes, parties, findings, len(stations))
    _check_counts(stations, votes, first_rows, findings)
    if findings.problems:
        raise Refused(source.code, findings.problems)
    lines = findings.lines[first_rows]
    counted = stations.astype(dict.fromkeys(FIGURES, "Int64") | dict.fromkeys(KEY, "str"))
    return Stations(file, counted, votes.astype({"votes": "Int64"})[["station", *VOTE_COLUMNS]], lines, notes)


_ONCE = "keep one row of the station; where there are two stations, give each a code of its own"


def _read(
    texts: "dict[str, pd.Categorical[Any]]", findings: _Findings, source: SourceDeclaration, parties: Collection[str]
) -> pd.DataFrame:
    """Make codes and numbers of the distinct texts of each column, and tell where columns of votes say something."""
    unknown = set(texts) - {*STATION_COLUMNS, *VOTE_COLUMNS, *parties}
    missing = {*KEY, *(VOTE_COLUMNS if set(VOTE_COLUMNS) & set(texts) else ())} - set(texts)
    if unknown or missing or not {"votes", *parties} & set(texts):
        told = f"columns missing: {', '.join(sorted(missing)) or 'none'}"
        totals = [column for column in unknown if says_total(column)]
        remedy = (
            f"delete the totals: {', '.join(totals)}" if totals else _columns_remedy(unknown, missing, texts, parties)
        )
        reason = f"{told}; of neither stations nor parties: {', '.join(sorted(unknown))}"
        raise refusal(findings.file, reason, remedy, 1)
    rows: dict[str, Any] = {name: np.full(len(texts[KEY[0]]), np.nan) for name in STATION_COLUMNS if name not in texts}
    for name, column in texts.items():
        if name in PLACE:
            rows[name] = _numbers(column, cells.degrees, findings, f"{name} is no number of degrees")
        elif name in {*FIGURES, "votes", *parties}:
            rows[name] = _numbers(column, cells.count, findings, f"{name} is no whole number ≥ 0")
        else:
            rows[name] = _codes(column, cells.station_code if name == "station_code" else cells.code, name, findings)
    for name in {"votes", *parties} & set(texts):
        rows[_stated(name)] = texts[name].codes >= 0
        if source.empty != NO_LIST and Path(findings.file).suffix.lower() in UNSEEN:
            findings.refuse(texts[name].codes < 0, f"{name} is empty", _EMPTY)
    return pd.DataFrame(rows, copy=False)


_EMPTY = f'write 0 or -; or declare `empty = "{NO_LIST}"` where the list did not stand'


def _stated(column: str) -> str:
    """Name of the column that tells where another is not empty."""
    return "stated" if column == "votes" else f"{column} stated"


def _columns_remedy(unknown: set[str], missing: set[str], texts: Collection[str], parties: Collection[str]) -> str:
    free = ({*STATION_COLUMNS, *parties} | missing) - set(texts)
    renamed = [f"{column}: {hint}" for column in sorted(unknown) if (hint := did_you_mean(column, free))]
    return "; ".join(renamed) or "name the columns as docs/loading.md does, and those of parties by their codes"


def _read_texts(
    path: Path, file: str
) -> "tuple[dict[str, pd.Categorical[Any]], NDArray[np.int64], dict[str, list[FileProblem]]]":
    """Columns of text by the names of the header, NA where a cell is empty; the line of each row, and what to tell."""
    if path.suffix.lower() != ".csv":
        read = read_file(path, file)
        columns = {str(name): pd.Categorical(read.rows[name]) for name in read.rows.columns}
        if not len(read.rows):
            raise refusal(file, "has no rows", "write a row for each station below the header")
        return columns, read.rows.index.to_numpy(np.int64), dict(read.notes)
    text = decoded(read_content(path, file), file)
    delimiter, told = delimiter_of(text)
    content = text[len(told) :].encode()
    head = content[: content.find(b"\n") + 1 or None]
    before = 2 if told else 1
    cells_of_header = next(csv.reader([head.decode()], delimiter=delimiter), ())
    header = list(framed(cells_of_header, (), file, before).columns)
    types = dict.fromkeys(header, pa.dictionary(pa.int32(), pa.string()))
    # cells at the end of the header that have no name have nothing below them either
    nameless = [f"\0{place}" for place in range(len(cells_of_header) - len(header))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=[*header, *nameless], skip_rows=1),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise refusal(file, f"cannot be read: {error}", "give every row as many cells as the header has") from error
    if not len(table):
        raise refusal(file, "has no rows", "write a row for each station below the header")
    columns = {name: table[name].to_pandas().array for name in header}
    lines = _lines(content, before, len(table))
    silent = np.all([column.codes < 0 for column in columns.values()], axis=0)
    if silent.any():
        columns = {name: column[~silent] for name, column in columns.items()}
        lines = lines[~silent]
    return columns, lines, {}


def _lines(content: bytes, before: int, rows: int) -> NDArray[np.int64]:
    """Lines of the file in which rows stand: the reader passes over the empty ones."""
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == ord("\n"))
    starts = np.concatenate([[0], ends + 1])
    length = np.diff(np.concatenate([starts, [len(content) + 1]])) - 1
    short = np.flatnonzero(length <= 1)
    empty = [line for line in short if length[line] == 0 or content[starts[line]] == ord("\r")]
    lines = np.delete(np.arange(len(starts)), empty)
    lines = lines[lines > 0] if len(lines) != rows else lines
    # a cell of several lines is refused by the reader; were the counts to differ all the same, rows are counted
    return (lines if len(lines) == rows else np.arange(1, rows + 1)) + before


def _numbers(
    column: "pd.Categorical[Any]", convert: Callable[[str], float], findings: _Findings, reason: str
) -> NDArray[np.float64]:
    """Numbers of a column, NaN where the cell is empty or says that the figure is unknown."""
    distinct = [str(text) for text in column.categories]
    values = np.full(len(distinct) + 1, np.nan)
    wrong: dict[str, list[int]] = {}
    for i, text in enumerate(distinct):
        try:
            values[i] = np.nan if cells.is_unknown(text) else convert(text)
        except cells.UnreadableError as error:
            wrong.setdefault(error.remedy, []).append(i)
    _refuse_wrong(column, wrong, reason, findings)
    numbers: NDArray[np.float64] = values[column.codes]
    return numbers


def _refuse_wrong(
    column: "pd.Categorical[Any]", wrong: Mapping[str, list[int]], reason: str, findings: _Findings
) -> None:
    for remedy, categories in wrong.items():
        findings.refuse(np.isin(column.codes, categories), reason, remedy, column)


def _codes(
    column: "pd.Categorical[Any]", convert: Callable[[str], str], name: str, findings: _Findings
) -> "pd.Categorical[Any]":
    """Codes of a column as they are read, NA where nothing is left of one."""
    read: list[str | None] = []
    wrong: dict[str, list[int]] = {}
    for i, text in enumerate(column.categories):
        try:
            read.append(convert(str(text)) or None)
        except cells.UnreadableError as error:
            read.append(None)
            wrong.setdefault(error.remedy, []).append(i)
    _refuse_wrong(column, wrong, f"{name} is no code", findings)
    place, distinct = pd.factorize(np.array([*read, None], dtype=object))
    return pd.Categorical.from_codes(place[column.codes].astype(np.int32), categories=pd.Index(distinct, dtype="str"))


def _refuse_unknown(rows: pd.DataFrame, column: str, known: Collection[str], findings: _Findings) -> None:
    """Refuse codes that nobody knows, each with what it may have been meant to be."""
    wrong = ~rows[column].isin(list(known))
    if not wrong.any():
        return
    hints = {
        str(code): did_you_mean(str(code), known) or "write a code that `./run etl status` and docs/loading.md lead to"
        for code in rows.loc[wrong, column].dropna().unique()[:LISTED]
    }
    reason = f"{column} is not known"
    positions = np.flatnonzero(wrong)
    for row in positions[:LISTED]:
        value = rows[column].iloc[row]
        told = None if pd.isna(value) else str(value)
        remedy = hints.get(str(told), f"write the {column} of the row")
        findings.problems.append(FileProblem(findings.file, int(findings.lines[row]), reason, remedy, told))
    if len(positions) > LISTED:
        told = f"{reason}: {len(positions) - LISTED:,} more rows"
        findings.problems.append(FileProblem(findings.file, None, told, "correct them as the first ones"))


def _total_rows(rows: pd.DataFrame, parties: Collection[str]) -> NDArray[np.bool_]:
    """Rows of totals: those of a station whose code says so, or that is the sum of others of its commune."""
    of_row, first_rows = _stations_of_rows(rows)
    stations = rows.iloc[first_rows]
    said = [code for code in stations["station_code"].cat.categories if says_total(str(code))]
    total = np.array(stations["station_code"].isin(said))
    votes = (
        rows[[*VOTE_COLUMNS, "stated"]].assign(station=of_row) if "party_code" in rows else _long(rows, of_row, parties)
    )
    votes = votes[votes["votes"] > 0]
    group, _ = pd.factorize(pd.MultiIndex.from_arrays([stations["election_code"], stations["commune_code"]]))
    order = np.argsort(group, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    row = place[votes["station"].to_numpy(np.int64)]
    by_row = np.argsort(row, kind="stable")
    party = pd.factorize(votes["party_code"])[0]
    sums = sums_of_others(row[by_row], party[by_row], votes["votes"].to_numpy(float)[by_row], group[order])
    total[order[sums]] = True
    found: NDArray[np.bool_] = total[of_row]
    return found


def _without_totals(
    rows: pd.DataFrame, parties: Collection[str], findings: _Findings
) -> tuple[pd.DataFrame, list[FileProblem]]:
    """Leave out the rows of totals, and list them."""
    total = _total_rows(rows, parties)
    left_out = [
        FileProblem(
            findings.file,
            int(findings.lines[row]),
            f"station {rows['station_code'].iloc[row]} of {rows['commune_code'].iloc[row]} is a total; it is left out",
            "nothing need be done where it is a total",
        )
        for row in np.flatnonzero(total)
    ]
    findings.lines = findings.lines[~total]
    return rows[~total].reset_index(drop=True), left_out


def _check_alike(stations: pd.DataFrame, first_rows: NDArray[np.int64], findings: _Findings) -> None:
    """Refuse codes of one commune that differ in zeros, case or marks alone: one station written in several ways."""
    codes = stations["station_code"].cat
    bared = np.array([*(bare(str(code)) for code in codes.categories), ""], dtype=object)
    key = bared[codes.codes]
    of_commune = pd.DataFrame({"election": stations["election_code"], "commune": stations["commune_code"], "key": key})
    alike = of_commune.duplicated().to_numpy() & stations["station_code"].notna().to_numpy()
    values = pd.Series(pd.NA, index=range(int(first_rows.max(initial=-1)) + 1), dtype=object)
    values[first_rows[alike]] = stations.loc[alike, "station_code"].astype(object).to_numpy()
    reason = "the station is written in another way above"
    findings.refuse(first_rows[alike], reason, "write each station with one code, always the same", values)


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
        reason = f"{column} differs from the station's first row"
        findings.refuse(~same, reason, "write the figure that is right in each of its rows")
    codes, names = pd.factorize(rows["party_code"])
    repeated = pd.Series(of_row * (len(names) + 1) + codes).duplicated()
    findings.refuse(repeated, "the list stands twice in the station", "keep one of the rows")


def _long(rows: pd.DataFrame, of_row: NDArray[np.int64], parties: Collection[str]) -> pd.DataFrame:
    """One row per station and list from one column per list, NaN where votes are unknown; indexed by the row."""
    columns = [name for name in rows.columns if name in set(parties)]
    votes = rows[columns].to_numpy(float)
    row, party = np.nonzero(rows[[_stated(name) for name in columns]].to_numpy(bool))
    codes = pd.Categorical.from_codes(party.astype(np.int32), categories=pd.Index(columns))
    return pd.DataFrame(
        {"station": of_row[row], "party_code": codes, "votes": votes[row, party], "stated": True}, index=row
    )


def _check_votes(votes: pd.DataFrame, parties: Collection[str], findings: _Findings, stations: int) -> None:
    """Each list is of a known party and says its votes, or that they are unknown; each station has a list."""
    strange = votes.index[~votes["party_code"].isin(list(parties))]
    if len(strange):
        hints = [did_you_mean(str(code), parties) for code in votes.loc[strange, "party_code"].dropna().unique()[:3]]
        remedy = " ".join(filter(None, hints)) or "write the code of a party, or declare it in [[parties]]"
        findings.refuse(strange, "party_code is not known", remedy)
    findings.refuse(
        votes.index[~votes["stated"]], "votes are not known", "write the votes, 0, or - where they are unknown"
    )
    silent = stations - votes["station"].nunique()
    if silent:
        reason = f"{silent:,} stations have no list"
        findings.problems.append(
            FileProblem(findings.file, None, reason, "write the votes of their lists, or leave the stations out")
        )


def _check_counts(
    stations: pd.DataFrame, votes: pd.DataFrame, first_rows: NDArray[np.int64], findings: _Findings
) -> None:
    """Check that each station's figures add up and it lies in the country; NaN compares false: the unknown passes."""
    known = votes["votes"].notna().to_numpy()
    least = np.bincount(votes["station"][known], weights=votes["votes"][known], minlength=len(stations))
    silent = np.bincount(votes["station"][~known], minlength=len(stations)) > 0
    cast = np.where(silent, np.nan, least)
    registered, ballots, valid, invalid = (stations[name].to_numpy(float) for name in FIGURES)
    lon, lat = (stations[name].to_numpy(float) for name in PLACE)
    (west, east), (south, north) = LON_LAT_BOUNDS
    failing = {
        "the votes of the lists do not sum to valid_votes": (np.abs(cast - valid) > 0) | (least > valid),
        "valid_votes + invalid_votes differ from ballots_cast": np.abs(valid + invalid - ballots) > 0,
        "ballots_cast exceeds registered_voters": ballots > registered,
        "valid_votes exceed registered_voters": least > registered,
        "lon and lat are not both given": np.isnan(lon) != np.isnan(lat),
        "lon or lat is outside the country": (lon < west) | (lon > east) | (lat < south) | (lat > north),
    }
    for reason, mask in failing.items():
        findings.refuse(first_rows[mask], reason, _CORRECT)


_CORRECT = "correct the figure that is wrong; write - where it is not known"


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
    by_list = polled.votes["votes"].groupby([contest_of_vote, polled.votes["party_code"]], observed=True)
    sums = by_list.sum().where(by_list.count() == by_list.size())
    contest, party = sums.index.get_level_values(0), sums.index.get_level_values(1)
    line = pd.Series(polled.lines).groupby(contest_of_station).min().to_numpy()
    votes = contests.loc[contest, ["election_code", "area_code"]].set_axis(line[contest])
    votes = votes.assign(
        party_code=party.astype("str"), votes=sums.array.astype("Int64"), seats_won=_unknown(len(sums))
    )
    contests = contests.set_axis(line)
    unknown = _unknown(len(contests))
    bare = contests.assign(seats=unknown, turnout=unknown.astype("Float64"), registered_voters_source=unknown)
    return Results(
        with_sums(bare, votes), votes, contests_file=polled.file, votes_file=polled.file, problems=polled.notes
    )


def without_parts(results: Results, polled: Stations, areas: Mapping[str, Mapping[str, str]]) -> Results:
    """
    Leave out the contests of which stations of some communes alone are there: they are no result of the whole area.

    Parameters
    ----------
    results : Results
        Sums of the stations.
    polled : Stations
        The stations.
    areas : mapping of str to mapping of str to str
        For each election the area that elects, by the code of the commune.

    Returns
    -------
    Results
        The others; those left out are told, with how many communes there are of how many.
    """
    polled_in = polled.stations.groupby("election_code")["commune_code"].agg(set)
    told: dict[int, str] = {}
    for row, election, area in results.contests[["election_code", "area_code"]].itertuples():
        communes = {commune for commune, of in areas[election].items() if of == area}
        here = len(communes & polled_in[election])
        if here < len(communes):
            told[int(row)] = f"{area}: stations of {here} of {len(communes)} communes are no result of {election} there"
    remedy = "nothing need be done: the stations are stored; the result follows when all communes are in one file"
    left_out = problems_of(results.contests_file, pd.Series(told, dtype="string"), remedy)
    return replace(
        results,
        contests=results.contests[~results.contests.index.isin(told)],
        votes=results.votes[~results.votes.index.isin(told)],
        problems=merged(results.problems, {"rows": left_out}),
    )


def _unknown(rows: int) -> Any:
    """Column in which nothing is known."""
    return pd.array([pd.NA] * rows, dtype="Int64")
