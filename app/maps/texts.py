"""Words of the atlas that scripts and other rooms say by a key, and those that depend on what its areas are."""

from collections.abc import Mapping
from functools import cache, partial

from app.analysis.strength.classes import CLASSES
from app.analysis.strength.council_scores import COUNCIL_CLASSES
from app.maps.atlas import COMMUNE, CONSTITUENCY, SEATS, VOTES
from app.maps.words.catalogues import UNKNOWN, Text, in_each, plural, plural_in, text, text_in
from app.maps.words.explanation import class_meaning

MISSING = text(
    "“No list”: the party did not stand, or the source does not give its votes. An unknown value is never counted "
    "as zero."
)

TEXTS = {
    "atlas_of_constituency": text("House of Representatives"),
    "atlas_of_commune": text("Communal elections"),
    "level_constituency": text("Constituencies"),
    "level_commune": text("Communes"),
    "level_province": text("Provinces"),
    "level_region": text("Regions"),
    "kind_province": text("Province"),
    "kind_region": text("Region"),
    "class_bastion": text("Stronghold"),
    "class_held": text("Seat held"),
    "class_in_reach": text("Seat within reach"),
    "class_present": text("Present"),
    "class_marginal": text("Marginal"),
    "class_absent": text("No list"),
    "class_unknown": text("Not enough data"),
    "class_majority": text("Majority"),
    "class_first": text("First, without a majority"),
    "class_represented": text("Represented"),
    "class_none": text("No seat"),
    "left_out": text("Not in the source's cartography"),
    "component_performance": text("Share of the votes"),
    "component_lean": text("Compared with the country"),
    "component_margin": text("Margin"),
    "component_representation": text("Seats"),
    "component_consistency": text("Consistency"),
    "cluster_HH": text("Strong among strong"),
    "cluster_HL": text("Strong among weak"),
    "cluster_LH": text("Weak among strong"),
    "cluster_LL": text("Weak among weak"),
    "cluster_ns": text("Nothing certain"),
    "council_none": text("No seat"),
    "council_some": text("Less than a quarter"),
    "council_quarter": text("A quarter or more"),
    "council_majority": text("Majority"),
    "ranking_score": text("The strongest"),
    "ranking_class": text("The strongest"),
    "ranking_share": text("The highest shares"),
    "ranking_margin": text("Furthest ahead"),
    "ranking_swing": text("The largest falls"),
    "ranking_cluster": text("The most significant"),
    "ranking_price": text("The nearest seats"),
    "ranking_turnout": text("The highest turnouts"),
    "ranking_winner": text("Furthest ahead"),
    "ranking_seats": text("Most seats"),
    "ranking_council": text("The largest shares of the seats"),
    "ranking_share_column": text("and share of the votes"),
    "show_all": text("Show the whole ranking"),
    "show_five": text("Show the first five"),
    "zoom_in": text("Zoom in"),
    "zoom_out": text("Zoom out"),
    "no_match": text("No name matches"),
    "sources_of": text("Where these figures come from"),
    "lists_of": text("The lists in {year}"),
    "describes": text("The score describes; it does not predict."),
    "score": text("Score"),
    "rank": text("rank {rank} of {ranked}"),
    "rank_word": text("Rank"),
    "rank_range": text_in("rank", "range of method: {low} to {high}"),
    "rank_sure": text_in("rank", "range of method: the same"),
    "top_fifth": text("Draws of the method in the strongest fifth"),
    "p_seat": text("Probability of a seat at the next election"),
    "chance_of_seat": text("Probability of a seat at the next election: {chance}."),
    "no_chance": text("No forecast of the next election."),
    "components": text("What the score is made of, from 0 to 100"),
    "next_seat": text("One more seat"),
    "last_seat": text("Seat lost"),
    "no_price_figures": text("unknown: votes or seats not published"),
    "no_price_registered": text("unknown: registered voters not published"),
    "no_price_beyond": text("out of reach: too few abstentions"),
    "share": text("Share of the votes"),
    "votes": text("Votes"),
    "margin": text("Margin over the best rival"),
    "swing": text("Change"),
    "flagged": text("{value} ({flag})"),
    "turnout": text_in("figure of an area", "Turnout"),
    "winner": text("First"),
    "seats_won": text("Seats won"),
    "part_of": text("{part} of {whole}"),
    "no_list": text("no list"),
    "in_country": text("Morocco {value}"),
    "units_known": text("Communes with figures"),
    "unknown": UNKNOWN,
    "colon": text(":"),
    "comma": text(", "),
}

_CONTINUITY = {
    "renamed": text_in("a party", "new name"),
    "coalition": text_in("a party", "coalition"),
    "merger": text_in("a party", "merger"),
    "split": text_in("a party", "split"),
}


def flag(continuity: str) -> Text:
    """Put a continuity (see `app.analysis.history.continuities`) in words."""
    return Text.join(_CONTINUITY[each] for each in continuity.split(" and "))


def flagged(value: Text, continuity: str | None) -> Text:
    """Put the flag of a party that is not the one of before beside its change."""
    return TEXTS["flagged"].format(value=value, flag=flag(continuity)) if continuity else value


COUNTED = {
    # Translators: nothing stands before it
    "votes_count": plural_in("by itself", "{n} vote", "{n} votes"),
    # Translators: in a narrow column, nothing stands before it
    "seats_count": plural_in("short", "{n} seat", "{n} seats"),
    # Translators: written with its sign and one decimal: +1.9 points
    "points": plural_in("with its sign", "{n} point", "{n} points"),
    "votes_more": plural("{n} more vote", "{n} more votes"),
    "votes_less": plural("{n} vote less", "{n} votes less"),
    "votes_possible": plural(
        "possible from {possible}, certain with {n} more vote", "possible from {possible}, certain with {n} more votes"
    ),
    "votes_only_possible": plural(
        "possible from {n} more vote, certain with an unknown number: registered voters not published",
        "possible from {n} more votes, certain with an unknown number: registered voters not published",
    ),
    "votes_at_risk": plural(
        "at risk from {possible}, lost with {n} vote less", "at risk from {possible}, lost with {n} votes less"
    ),
}
"""What the scripts count, by plural category."""

_MEANINGS = {
    f"meaning_{strength}": in_each(partial(class_meaning, strength_class=strength))
    for strength in (*CLASSES, *COUNCIL_CLASSES)
    if strength != "absent"
}

_BY_SEATS = {
    "subtitle": text("Communal elections: strength by commune, by council seats"),
    "component_performance": text("Share of the seats"),
    "component_representation": text("Control of the council"),
    "no_chance": text("By council seats: votes are not published by commune."),
    "zones_mean": text("Majorities and strong neighbouring communes, in one piece"),
}
"""Where the seats of councils were scored."""

_PLACES = {
    CONSTITUENCY: {
        "subtitle": text("Electoral strength by constituency"),
        "map": text("Map of the constituencies"),
        "search": text("Search for a constituency or a commune"),
        "area_kind": text("constituency"),
        "area_within": text("{region}"),
        "circles": text("One circle per constituency, as large as its population (census of 2024)."),
        "neighbours": text("Neighbouring constituencies"),
        "sum_of": text("Constituencies ({count})"),
        "covered": text("Constituencies known"),
        "zone_members": text("constituencies: {count}"),
        "zones_mean": text("Strongholds and strong neighbouring constituencies, in one piece"),
        "legend_count": text("Number of constituencies in each class"),
        "commune_note": text("{commune}: no result of its own. Figures of the whole constituency."),
        "reading_province": text(
            "Sums of the constituencies of each province. The score exists by constituency alone."
        ),
        "reading_region": text("Sums of the constituencies of each region. The score exists by constituency alone."),
    },
    COMMUNE: {
        "subtitle": text("Communal elections: strength by commune"),
        "map": text("Map of the communes"),
        "search": text("Search for a commune"),
        "area_kind": text("{province}"),
        "area_within": text("{province}, {region}"),
        "circles": text("One circle per commune, as large as its population (census of 2024)."),
        "neighbours": text("Neighbouring communes"),
        "sum_of": text("Communes ({count})"),
        "covered": text("Communes known"),
        "zone_members": text("communes: {count}"),
        "zones_mean": text("Strongholds and strong neighbouring communes, in one piece"),
        "legend_count": text("Number of communes in each class"),
        "commune_note": text("{commune}: no result of its own. Figures of the whole commune."),
        "reading_province": text("Sums of the communes of each province. The score exists by commune alone."),
        "reading_region": text("Sums of the communes of each region. The score exists by commune alone."),
        "ballot_lists": text("List ballot"),
        "ballot_wards": text("Single-member ballot: sum of its wards"),
    },
}


@cache
def words(level: str, basis: str = VOTES) -> Mapping[str, Text]:
    """
    Choose the words of a page.

    Parameters
    ----------
    level : str
        Of the page's areas.
    basis : str
        What was scored, as `Country.basis`.

    Returns
    -------
    mapping of str to Text
        By the same keys at every level.
    """
    return TEXTS | _MEANINGS | _PLACES[level] | (_BY_SEATS if basis == SEATS else {})
