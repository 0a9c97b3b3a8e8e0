"""What is likely at the next elections, with the method behind it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.models import Area, AreaOutlook, OutlookRun, PartyOutlook
from app.store.queries import areas, coverage, elections, parties
from app.store.queries.elections import ElectionPart
from app.store.records import Row

FIGURES = (
    *("basis", "share_now", "share", "share_low_80", "share_high_80", "share_low_90", "share_high_90", "seats_now"),
    *("expected_seats", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90"),
    *("p_seat", "p_first", "p_majority", "reason"),
)
OF_PARTIES = (
    *("seats_now", "expected_seats", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90"),
    *("p_first", "p_majority"),
)


def run_of(session: Session, outlook: str) -> OutlookRun:
    """
    Read how an outlook was computed.

    Raises
    ------
    NotFound
        It was not computed.
    """
    run = session.get(OutlookRun, outlook)
    if run is None:
        raise NotFound(f"There is no outlook {outlook}: the elections it needs are not loaded, or `etl score` not run.")
    return run


def runs(session: Session) -> list[OutlookRun]:
    """List how each outlook was computed, that of the House first."""
    return list(session.scalars(select(OutlookRun).order_by(OutlookRun.outlook.desc())))


def method(run: OutlookRun) -> Row:
    """Describe how an outlook was computed, and how such chances came true before."""
    counted = {"contests_drawn": run.contests_drawn, "contests": run.contests}
    parameters = {**run.parameters, **counted, "calibration": run.calibration}
    return {"method_version": run.method_version, "parameters": parameters, "input_digest": run.input_digest}


def by_area(session: Session, part: ElectionPart, band: str | None) -> list[Row]:
    """
    Chances in the areas that vote, each party's greatest expected number of seats first, what is unknown last.

    Parameters
    ----------
    session : Session
    part : ElectionPart
        Its election is the code of an outlook; without a level, area or party: of all.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.AreaOutlook`.

    Raises
    ------
    NotFound
        A code names nothing, or nothing fits.
    """
    statement = (
        select(AreaOutlook.outlook.label("election"), AreaOutlook.party_code.label("party"))
        .add_columns(*areas.named(Area, "area"), *(getattr(AreaOutlook, figure) for figure in FIGURES))
        .join_from(AreaOutlook, Area, Area.id == AreaOutlook.area_id)
        .where(AreaOutlook.outlook == part.election)
        .order_by(AreaOutlook.party_code, AreaOutlook.expected_seats.desc().nulls_last(), Area.code)
    )
    if part.party is not None:
        parties.require(session, part.party)
        statement = statement.where(AreaOutlook.party_code == part.party)
    if part.level is not None:
        statement = statement.where(Area.level == part.level)
    if part.area is not None:
        within, _ = areas.identify(session, part.area)
        statement = statement.where(Area.id.in_(areas.inside(within)))
    rows = [_with_gains(dict(row)) for row in session.execute(areas.outlined(statement, band)).mappings()]
    if not rows:
        raise NotFound(f"Nothing of the outlook {part.election} fits.")
    return rows


def _with_gains(row: Row) -> Row:
    """Add what is expected to change against now; None where either is unknown."""
    gains = {}
    for gain, now, then in (("share_gained", "share_now", "share"), ("seats_gained", "seats_now", "expected_seats")):
        if now in row:
            gains[gain] = None if row[now] is None or row[then] is None else row[then] - row[now]
    return row | gains


def places(session: Session, outlook: str) -> dict[str, Row]:
    """Name the areas of an outlook, by code, as `app.api.schemas.AreaName`."""
    names = (Area.level, Area.code, Area.name_fr, Area.name_ar)
    told = select(AreaOutlook.area_id).where(AreaOutlook.outlook == outlook)
    rows = session.execute(select(*names).where(Area.id.in_(told)).order_by(Area.code)).mappings()
    return {row["code"]: dict(row) for row in rows}


def of_parties(session: Session, outlook: str) -> list[Row]:
    """List parties by their expected seats in the whole House; a council's are told area by area alone."""
    statement = (
        select(PartyOutlook.outlook.label("election"), PartyOutlook.party_code.label("party"))
        .add_columns(*(getattr(PartyOutlook, figure) for figure in OF_PARTIES))
        .where(PartyOutlook.outlook == outlook)
        .order_by(PartyOutlook.expected_seats.desc(), PartyOutlook.party_code)
    )
    return [_with_gains(dict(row)) for row in session.execute(statement).mappings()]


def source_files(session: Session, run: OutlookRun) -> list[Select[int]]:
    """Select the files of the last elections that an outlook knows, and of the comparable ones before them."""
    known = [code for last in run.elections for code in elections.up_to(session, last)]
    return [files for code in dict.fromkeys(known) for files in elections.source_files(code)]


def covered(session: Session, run: OutlookRun, area: str | None = None) -> list[Row | None]:
    """Tell how much of the last elections that an outlook knows is loaded."""
    return [coverage.of(session, code, area) for code in run.elections]
