"""What each exported column means, in which unit; a column without a description does not leave the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import Column

from etl.exchange import own_columns, references

_TYPES = {
    Boolean: "boolean",
    Integer: "integer",
    Float: "number",
    Date: "date",
    DateTime: "datetime",
    JSONB: "object",
    String: "string",
}
"""Types of columns, by their names in the Frictionless Table Schema."""

DESCRIPTIONS = {
    "absent": "codes of the areas without a contest that coverage explains, separated by spaces",
    "acronym": "acronym in Latin letters",
    "area_km2": "area on the ellipsoid's equal-area projection, km²",
    "assumptions": "how much of the shifts in rank each assumption behind the scores explains (Sobol indices)",
    "ballot": "kind of ballot within the institution: local, regional, communal …",
    "ballot_kind": "how a council is elected: list, ward; empty: not known",
    "ballots_cast": "ballots found in the urns, valid or not",
    "band": "range of zooms for which the outline was simplified: low, medium, high",
    "basis": "what is published of the contest: votes, or seats alone (then all votes are unknown)",
    "change": "share minus the previous share",
    "citation": "how to cite the publication",
    "city_ar": "Arabic name of the city an arrondissement belongs to",
    "city_fr": "French name of the city an arrondissement belongs to",
    "code": "code, stable within a vintage",
    "components": "raw and normalised value, weight and contribution of each component of the score",
    "contests": "number of contests counted",
    "coverage": "why some areas have no contest in the file",
    "date": "day of the vote",
    "effective_number_seats": "effective number of parties, on seats",
    "effective_number_votes": "effective number of parties, on votes",
    "election_code": "code of the election",
    "expect": "French name that the area must bear, or the correction is outdated",
    "finished_at": "when the load ended",
    "gallagher": "least-squares disproportionality, in [0, 1]",
    "geojson": "outline as GeoJSON, longitude and latitude, rounded",
    "gi_star": "Getis–Ord Gi*, a z-score",
    "hot_spot": "hot, cold or ns (not significant)",
    "id": "number of the load",
    "input_digest": "SHA-256 of all that the scores were computed from: results, lineage, areas, method",
    "institution": "what is elected: house, council …",
    "interpolated_share": "share of the valid votes that was spread over areas of another division, in [0, 1]",
    "invalid_votes": "spoilt and blank ballots",
    "isolate": "whether the area has no neighbour where the party fielded a list",
    "item": "which figure",
    "kind": "kind of area (commune, arrondissement …) or of party (party, coalition, independents)",
    "known_code": "latest election known when the scores were computed",
    "label": "HH, LL, HL, LH: the share and its neighbours' shares, high or low; ns: not significant",
    "law": "code of the law by which seats are allocated",
    "lead": "margin of the leader over the second, in [0, 1]",
    "leader": "code of the party with the most votes; empty where unknown",
    "level": "level of the area: region, province, regional_constituency, constituency, city, commune",
    "licence": "licence of the publication",
    "lineage_code": "party, or name that several have in common, whose past the party has; empty: lists of no party",
    "lists": "number of lists",
    "local_moran": "local Moran's I",
    "loosemore_hanby": "share of the seats in other hands than the votes, in [0, 1]",
    "margin": "share minus that of the strongest other list, in [−1, 1]",
    "measures": "for each party and method, how well the next election was foretold",
    "members": "codes of the areas a party area is made of",
    "method": "how the weight is known: code, whole (exact); population, area (estimate)",
    "method_version": "version of the scoring method",
    "moran": "global Moran's I of the party's shares",
    "name_ar": "Arabic name",
    "name_fr": "French name",
    "note": "remark",
    "origin_file": "publisher's file the figures were carried over from",
    "origin_sha256": "SHA-256 of that file",
    "overall": "means of the measures over the parties",
    "own_contest": "whether the figures are of the area's own contest, not a sum of those inside it",
    "p_adjusted": "p value after Benjamini–Hochberg",
    "p_stronghold": "part of the draws in which the score is among the highest fifth, in [0, 1]",
    "p_value": "two-sided p value of the permutation test, in (0, 1]",
    "parameters": "parameters of the scoring method",
    "party_code": "code of the party",
    "path": "file the row was read from",
    "population": "inhabitants, census of 2024",
    "population_2014": "inhabitants, census of 2014",
    "population_2024": "inhabitants, census of 2024",
    "previous_share": "share in the same areas at the previous comparable election, in [0, 1]",
    "province": "province, as the source names it",
    "publisher": "who published it",
    "rank": "rank of the area among those of the party, 1 the strongest",
    "rank_high": "95th percentile of the rank over the draws of the assumptions",
    "rank_low": "5th percentile of the rank over the draws of the assumptions",
    "rank_median": "median rank over the draws of the assumptions",
    "ranked": "number of areas the party is ranked in",
    "reason": "why the name means this area",
    "regions": "advantage of the score over the last share when each region is left out",
    "registered_voters": "registered voters",
    "registered_voters_source": "where the number of registered voters comes from, when not from the file",
    "relation": "how the party came from its lineage: renamed, coalition, merger, split, not comparable",
    "rule": "what is divided by what, threshold, method, parts, articles",
    "scope": "general, or partial: a by-election",
    "score": "strength of the party in the area, in [0, 100]",
    "search_text": "folded names by which the area is found",
    "seats": "seats of the contest (district magnitude)",
    "seats_unlisted": "seats of the contest that the source lists for nobody",
    "seats_won": "seats won by the list",
    "sha256": "SHA-256 of the file",
    "share": "votes over valid votes, in [0, 1]",
    "size_bytes": "size of the file, bytes",
    "source": "where the relation is documented",
    "source_code": "code of the publication",
    "sources": "what a load changed: sources, files and their checksums",
    "status": "whether a figure is provisional or final",
    "strength_class": "class of the score",
    "symbol_ar": "symbol on the ballot, in Arabic",
    "symbol_fr": "symbol on the ballot, in French",
    "title": "title of the publication",
    "turnout": "ballots cast over registered voters, in [0, 1]",
    "unit": "communal unit, as the source names it; empty: the line settles the province",
    "url": "address of the publication",
    "valid_from": "first day the division was in force; empty: always",
    "valid_to": "day the next division began; empty: still in force",
    "valid_votes": "valid votes",
    "value": "the figure",
    "vintage": "edition of the division, or of the publication",
    "votes": "votes; no row: no list was fielded; 0: a list without votes; empty: unknown",
    "weight": "share of the old area's people who live in the new one, in (0, 1]",
    "why_unknown": "why leader, lead or indices are unknown",
    "zone": "number of the party area, 1 the one with the most votes",
}
_REFERRED = {
    "area": "of the area",
    "contest": "of the contest",
    "new": "of the new area",
    "old": "of the old area",
    "parent": "of the area it lies in",
    "part": "of the communal unit that is a part",
    "score_run": "of the scored election",
    "source_file": "of the source",
    "station": "of the polling station",
}


@dataclass(frozen=True)
class Field:
    """One exported column: its name, its type in the Frictionless Table Schema, what it means."""

    name: str
    type: str
    description: str


def fields(table: Table) -> Iterator[Field]:
    """
    Describe the columns in which a table is exported, in their order.

    Raises
    ------
    KeyError
        A column has no description.
    """
    for column in own_columns(table):
        yield Field(column.name, _type(column), DESCRIPTIONS[column.name])
    for reference in references(table):
        stem = reference.column.name.removesuffix("_id")
        for name in reference.names:
            last = next(known for known in sorted(DESCRIPTIONS, key=len, reverse=True) if name.endswith(f"_{known}"))
            yield Field(name, "string", f"{DESCRIPTIONS[last]}, {_REFERRED[stem]}")


def _type(column: Column[Any]) -> str:
    return next(name for kind, name in _TYPES.items() if isinstance(column.type, kind))
