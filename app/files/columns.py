"""The figures in a party's files, with what the catalogue says of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.analysis.catalogue import FIGURES, LANGUAGES, Figure
from app.files.dossier import Vote
from app.maps.atlas import Census
from app.maps.words.catalogues import Text, text


@dataclass(frozen=True)
class Column:
    """
    A figure, of one election where it has a ``suffix``.

    Attributes
    ----------
    figure : str
        Its name in frames.
    entry : Figure
        What the catalogue says of it.
    suffix : str
        As `Vote.suffix`.
    """

    figure: str
    entry: Figure
    suffix: str = ""

    @property
    def kind(self) -> str:
        """As that of the entry."""
        return self.entry.kind

    @property
    def name(self) -> Text:
        """What it is called."""
        return Text(self.entry.term["fr"], self.entry.term["ar"])

    @property
    def meaning(self) -> Text:
        """A few words that say what it counts."""
        return Text(self.entry.definition["fr"], self.entry.definition["ar"])

    @property
    def key(self) -> str:
        """Name of the column in frames and layers."""
        return f"{self.figure}_{self.suffix}" if self.suffix else self.figure

    @property
    def heading(self) -> Text:
        """The name, with the election."""
        return Text(f"{self.name.fr} {self.suffix}".strip(), f"{self.name.ar} {self.suffix}".strip())

    def of(self, vote: Vote) -> "Column":
        """Make the column of one election."""
        return replace(self, suffix=vote.suffix)


def of_votes(columns: Iterable[Column], votes: Sequence[Vote]) -> list[Column]:
    """List the columns of several elections, one election after the other."""
    chosen = list(columns)
    return [column.of(vote) for vote in votes for column in chosen]


def _columns(names: str) -> dict[str, Column]:
    """Make columns by name: each of its name's key in the catalogue, or of the key after its name."""
    pairs = (name.partition(":") for name in names.split())
    return {name: Column(name, FIGURES[key or name]) for name, _, key in pairs}


PLACE = _columns(
    "code name_fr name_ar province_fr province_ar region_fr region_ar population area_code:constituency_code"
)
CONTEST = _columns("contests seats registered_voters valid_votes turnout")
"""Of an area's contest, or of the contests inside it."""
RESULT = _columns("lists votes share swing continuity seats_won")
"""What the party obtained, at any level."""
STRENGTH = _columns("margin score class:strength_class rank rank_low rank_high top_fifth p_seat cluster votes_to_win")
"""Of the party in an area that votes."""
ZONE = _columns(
    "zone name_fr:zone_name_fr name_ar:zone_name_ar members votes valid_votes share previous_share change continuity"
    " seats_won seats population basis:score_basis"
)
CLUSTER = _columns("code name_fr name_ar share label hot_spot local_moran gi_star p_value p_adjusted")
TARGET = _columns("objective rank:price_rank votes seats:sure_seats needed needed_share possible_at rivals")
OUTLOOK = _columns(
    "name_fr name_ar level basis:outlook_basis share_now share:share_expected share_low_80 share_high_80 share_low_90"
    " share_high_90 share_gained seats_now expected_seats seats_low_80 seats_high_80 seats_low_90 seats_high_90"
    " seats_gained p_seat p_first p_majority reason_fr:outlook_reason_fr reason_ar:outlook_reason_ar code"
)
"""Of the party at the next election, in an area that votes."""
UNITS = _columns("units_known units")
"""How much of an area a census tells of."""
SOURCE = _columns("source_code title publisher licence citation url path sha256 note")

_KINDS = {"share": "rate"} | dict.fromkeys(("people", "households", "establishments", "jobs"), "count")


def of_census(census: Census) -> list[Column]:
    """Make a column of each indicator of a census, described by its own names."""
    said = text("Census of {year} (HCP)", year=Text(census.year, census.year))
    return [
        Column(
            str(key),
            Figure(
                key=str(key),
                kind=_KINDS.get(row["unit"], "number"),
                unit=row["unit"],
                term={language: row[f"name_{language}"] for language in LANGUAGES},
                definition={"en": f"census of {census.year}, HCP", "fr": said.fr, "ar": said.ar},
            ),
        )
        for key, row in census.indicators.iterrows()
    ]
