"""The seat laws, read from their declarations: which law and ballot divides what by what, and how."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from app.analysis.seats.exceptions import UnknownLawError

Base = Literal["registered_voters", "voters", "qualifying_votes", "none"]
Method = Literal["largest_remainder", "d_hondt", "sainte_lague", "plurality"]
TieRule = Literal["youngest_candidate_then_draw"]


DIVISOR_STEP: Mapping[Method, int] = {"d_hondt": 1, "sainte_lague": 2}
"""Methods of highest averages: a list with k seats has the average votes ÷ (1 + step × k)."""


@dataclass(frozen=True)
class BallotPart:
    """One of the parts that a list ballot fills separately, each with a quotient of its own."""

    name: str
    seats: int


@dataclass(frozen=True)
class SeatRule:
    """
    How one law turns the votes of one kind of ballot into seats.

    Attributes
    ----------
    law, ballot : str
        Together the key of the rule: the law's code as in ``elections.csv``, and the kind of ballot.
    base : str
        What is divided by the seats to give the electoral quotient; ``none`` for a method without one.
    threshold : Fraction
        Smallest share of the valid votes that admits a list to the seats, in [0, 1]; 0 admits every list.
    method, tie_rule : str
        The tie rule is recorded, never applied: it needs the candidates' ages, which are not kept.
    parts : tuple of BallotPart
        Empty, except for a ballot filled in several parts.
    confidence : str
        ``H`` when two or more sources agree, ``M`` for a single annotated source.
    citation : str
        The articles, and where they can be checked.
    inhabitants_up_to : int or None
        Most inhabitants of a commune that votes by this rule; None where their number does not matter.
    """

    law: str
    ballot: str
    base: Base
    threshold: Fraction
    method: Method
    tie_rule: TieRule
    parts: tuple[BallotPart, ...]
    confidence: str
    citation: str
    inhabitants_up_to: int | None = None


Rules = Mapping[tuple[str, str], SeatRule]


def read_laws(toml: str) -> Rules:
    """
    Read the declared rules.

    Parameters
    ----------
    toml : str
        Text of ``data/laws.toml``.

    Returns
    -------
    mapping of (law, ballot) to SeatRule

    Raises
    ------
    UnknownLawError
        As `rules_of`.
    """
    return rules_of(tomllib.loads(toml)["rule"])


def rules_of(entries: Iterable[Mapping[str, Any]]) -> Rules:
    """
    Make rules of their declarations.

    Parameters
    ----------
    entries : iterable of mapping
        A table ``[[rule]]`` of ``data/laws.toml`` each: ``law``, ``ballots``, and what the rule is.

    Returns
    -------
    mapping of (law, ballot) to SeatRule

    Raises
    ------
    UnknownLawError
        A field is missing or unknown, a base, method or tie rule is none that the engine knows, a threshold is no
        share, or one law and ballot has two rules.
    """
    rules: dict[tuple[str, str], SeatRule] = {}
    for entry in entries:
        _check_fields(entry)
        for ballot in entry["ballots"]:
            key = (entry["law"], ballot)
            if key in rules:
                raise UnknownLawError("laws", f"law {key[0]} has two rules for the ballot {ballot}")
            rules[key] = _rule(entry, ballot)
    return rules


def find_rule(rules: Rules, law: str, ballot: str) -> SeatRule:
    """
    Find the rule of an election.

    Parameters
    ----------
    rules : mapping
        As from `read_laws`.
    law, ballot : str
        As in the columns of the same names of ``elections.csv``.

    Raises
    ------
    UnknownLawError
        In the field ``law`` if no rule is of that law, else ``ballot``.
    """
    if (law, ballot) in rules:
        return rules[law, ballot]
    ballots = sorted(known for code, known in rules if code == law)
    if not ballots:
        raise UnknownLawError("law", f"{law!r} is not one of {', '.join(sorted({code for code, _ in rules}))}")
    raise UnknownLawError("ballot", f"{ballot!r} is not one that law {law} rules: {', '.join(ballots)}")


def vary_rule(rule: SeatRule, base: Base | None = None, threshold: Fraction | None = None) -> SeatRule:
    """
    Put another base or threshold into a rule, which then says so in its citation.

    Parameters
    ----------
    rule : SeatRule
    base : str, optional
        As in `SeatRule`; the rule's own unless given.
    threshold : Fraction, optional
        In [0, 1); the rule's own unless given.

    Raises
    ------
    UnknownLawError
        The rule's method divides by no base, or by one; or the threshold is no share.
    """
    varied = replace(
        rule,
        base=rule.base if base is None else base,
        threshold=rule.threshold if threshold is None else threshold,
    )
    if varied == rule:
        return rule
    if not 0 <= varied.threshold < 1:
        raise UnknownLawError("threshold", f"{varied.threshold} is no share of at least 0 and less than 1")
    _check_base(varied.method, varied.base, "base")
    told = f"base {varied.base}, threshold {float(varied.threshold):g} in place of the law's"
    return replace(varied, citation=f"{rule.citation}; {told}")


_REQUIRED = frozenset({"law", "ballots", "base", "threshold", "method", "tie_rule", "confidence", "citation"})
_KNOWN = _REQUIRED | {"parts", "inhabitants_up_to"}


def _check_fields(entry: Mapping[str, Any]) -> None:
    law = entry.get("law", "?")
    missing, unknown = sorted(_REQUIRED - set(entry)), sorted(set(entry) - _KNOWN)
    if missing or unknown:
        parts = (("lacks", missing), ("has unknown", unknown))
        told = ", ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)
        raise UnknownLawError(f"laws.{law}", told)
    if not isinstance(entry["ballots"], list) or not all(isinstance(ballot, str) for ballot in entry["ballots"]):
        raise UnknownLawError(f"laws.{law}.ballots", "is no list of kinds of ballot")
    if not all(set(part) == {"name", "seats"} for part in entry.get("parts", ())):
        raise UnknownLawError(f"laws.{law}.parts", "are not each of a name and seats")


def _rule(entry: Mapping[str, Any], ballot: str) -> SeatRule:
    base = cast(Base, _one_of(entry, "base", get_args(Base)))
    method = cast(Method, _one_of(entry, "method", get_args(Method)))
    _check_base(method, base, f"laws.{entry['law']}.base")
    return SeatRule(
        law=entry["law"],
        ballot=ballot,
        base=base,
        threshold=_share(entry, "threshold"),
        method=method,
        tie_rule=cast(TieRule, _one_of(entry, "tie_rule", get_args(TieRule))),
        parts=tuple(BallotPart(part["name"], part["seats"]) for part in entry.get("parts", ())),
        confidence=entry["confidence"],
        citation=entry["citation"],
        inhabitants_up_to=entry.get("inhabitants_up_to"),
    )


def _check_base(method: Method, base: Base, field: str) -> None:
    if (method == "largest_remainder") == (base == "none"):
        divides = "divides a base by the seats" if base == "none" else "divides no base"
        raise UnknownLawError(field, f"{base!r} cannot be: the method {method} {divides}")


def _share(entry: Mapping[str, Any], field: str) -> Fraction:
    """Read a share exactly: as text, since 0.06 in binary is another number."""
    try:
        share = Fraction(entry[field]) if isinstance(entry[field], str) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share < 1:
        reason = f"{entry[field]!r} is no share of at least 0 and less than 1, in quotes"
        raise UnknownLawError(f"laws.{entry['law']}.{field}", reason)
    return share


def _one_of(entry: Mapping[str, Any], field: str, known: tuple[str, ...]) -> str:
    value: str = entry[field]
    if value not in known:
        raise UnknownLawError(f"laws.{entry['law']}.{field}", f"{value!r} is not one of {', '.join(known)}")
    return value
