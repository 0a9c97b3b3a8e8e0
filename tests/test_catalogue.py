"""Every figure shown anywhere is in the catalogue, once, with its terms; and nothing is there that nobody shows."""

from collections.abc import Iterator
from typing import get_args

import pytest

import app.main  # noqa: F401 - declares all answers
from app.analysis.catalogue import FIGURES, LANGUAGES, MEASURED, read_catalogue
from app.api.schemas import Envelope, Shape, item_of, known_kind
from app.files import columns
from app.store.queries.collections import COLLECTIONS
from app.store.queries.relations import SEAT_SHARE, SHARE
from app.store.queries.thematic_layers import LAYERS
from etl.dictionary import key_of
from etl.exchange import TABLES, own_columns

HEADER = "key,kind,unit,term_en,term_fr,term_ar,definition_en,definition_fr,definition_ar"
IN_FILES = [
    *(columns.PLACE, columns.CONTEST, columns.RESULT, columns.STRENGTH),
    *(columns.ZONE, columns.CLUSTER, columns.TARGET, columns.OUTLOOK, columns.SOURCE),
]
ATLAS_TABLE = {
    *("election", "year", "code", "name_fr", "name_ar", "region_fr", "region_ar", "ballot", "fielded", "leader"),
    *("seats", "turnout", "votes", "share", "margin", "swing", "seats_won", "strength_class", "score", "rank"),
    *("continuity", "ranked", "rank_low", "rank_high", "top_fifth", "p_seat", "cluster", "no_price"),
    *("votes_to_tie", "votes_to_win", "votes_to_risk", "votes_to_lose"),
}
"""What the table behind an atlas has (tests/maps/test_browser.py holds it to this)."""


def shapes_in(shape: type[Shape]) -> Iterator[type[Shape]]:
    """List a shape and those of the records in it."""
    yield shape
    for info in shape.model_fields.values():
        kind = known_kind(info.annotation)
        for inner in (kind, *get_args(kind)):
            if isinstance(inner, type) and issubclass(inner, Shape):
                yield from shapes_in(inner)


def shown_shapes() -> set[type[Shape]]:
    """List the shapes of the items of all answers, and of the records in them."""
    items = [item for item in map(item_of, Envelope.__subclasses__()) if isinstance(item, type)]
    assert len(items) > 20
    return {shape for item in items for shape in shapes_in(item)}


def numbers() -> list[tuple[type[Shape], str]]:
    """List the fields of answers that hold a number."""
    return [
        (shape, name)
        for shape in shown_shapes()
        for name, info in shape.model_fields.items()
        if known_kind(info.annotation) in (int, float)
    ]


def test_every_number_in_an_answer_is_described_by_the_catalogue():
    for shape, name in numbers():
        figure = shape.figure_of(name)
        assert figure is not None, (shape, name)
        described = shape.model_json_schema()["properties"][name]
        assert (described["x-figure"], described["description"]) == (figure.key, figure.described)


def test_every_property_of_a_collection_of_features_is_in_it():
    assert {name for collection in COLLECTIONS.values() for name in collection.properties} <= set(FIGURES)


def test_every_column_that_leaves_the_database_is_in_it():
    assert {key_of(table, column.name) for table in TABLES for column in own_columns(table)} <= set(FIGURES)


@pytest.mark.parametrize("group", IN_FILES)
def test_what_files_for_people_show_is_defined_in_their_languages(group):
    assert all(
        text[language]
        for column in group.values()
        for text in (column.name, column.meaning)
        for language in ("fr", "ar")
    )


def test_nothing_is_in_it_that_nobody_shows():
    used = {figure.key for shape in shown_shapes() for name in shape.model_fields if (figure := shape.figure_of(name))}
    used |= {name for collection in COLLECTIONS.values() for name in collection.properties}
    used |= {name for layer in LAYERS.values() for name in layer.properties}
    used |= {key_of(table, column.name) for table in TABLES for column in own_columns(table)}
    used |= {column.entry.key for group in IN_FILES for column in group.values()} | ATLAS_TABLE
    used |= {SHARE, SEAT_SHARE}  # which /v1/relations names
    assert set(FIGURES) - used == set()


def test_numbers_have_a_unit_or_are_pure_and_kinds_are_known():
    kinds = {"text", "flag", "date", "object", "class", "count", *MEASURED}
    assert {figure.kind for figure in FIGURES.values()} == kinds
    assert all(figure.unit for figure in FIGURES.values() if figure.kind in ("count", "rate", "change"))
    assert not any(figure.unit for figure in FIGURES.values() if figure.kind in ("text", "flag", "date", "object"))


def test_every_term_is_there_in_every_language():
    assert all(figure.term[language] for figure in FIGURES.values() for language in LANGUAGES)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["votes,count,votes,Votes,Voix,الأصوات,votes,,"] * 2, "votes is in the catalogue twice"),
        (["votes,count,votes,Votes,Voix,,votes,,"], "votes lacks term_ar"),
        (["votes,count,votes,Votes,Voix,الأصوات,,,"], "votes lacks definition_en"),
    ],
)
def test_a_catalogue_with_a_key_twice_or_a_term_missing_is_refused(lines, reason):
    with pytest.raises(ValueError, match=reason):
        read_catalogue([HEADER, *lines])


def test_a_description_names_the_unit_before_what_else_is_to_be_known():
    assert FIGURES["turnout"].described == "ballots cast / registered voters, in [0, 1]"
    assert FIGURES["score"].described == "strength of the party in the area, 0 to 100; null where it cannot be said"
    assert FIGURES["seats_unlisted"].described == "seats of the contest that the source lists for nobody"
