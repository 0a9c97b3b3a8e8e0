"""
Councils at their next election: expected seats and chances of every party, from the last council and the House.

Votes are not published by commune, seats are. The expected share of seats is a regression on the party's share of the
last council and its share of the House's votes in the constituency, with an intercept for each party, fitted apart for
councils of wards and of lists. Seats follow a Dirichlet-multinomial around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from app.analysis.figures import Floats, ratio
from app.analysis.outlook.dirichlet import first_chances, log_likelihood, seat_distributions
from app.analysis.outlook.intervals import ENDS, seat_intervals
from app.analysis.outlook.reasons import NO_COUNCIL, NO_HOUSE, SEATS_UNKNOWN, STRATUM_UNKNOWN

REST = "rest"
"""All other lists together, so that shares add up to 1; no chance is told of it."""

MINIMUM_SEATS = 500
"""Parties with fewer seats in all councils together are in the rest: too few to learn an intercept from."""

LEAST_SHARE = 0.01
"""No expected share is below this, or a party without seats could never enter."""

CHANCES = ("expected_seats", *(f"seats_{end}" for end in ENDS), "p_seat", "p_first", "p_majority")

CONCENTRATIONS = (0.1, 1_000.0)
"""Between these the concentration is sought."""


class Councils(NamedTuple):
    """
    Councils, and what is known of them before an election.

    Attributes
    ----------
    areas, parties : Index
        U codes of communal units; P codes of parties, `REST` the last.
    last : ndarray, shape (U, P)
        Shares of the seats of the last council, 0 where absent.
    house : ndarray, shape (U, P)
        Shares of the House's votes in the constituency, 0 where absent.
    strata, provinces : ndarray of str, shape (U,)
        Wards or lists (`communes.WARDS`, `LISTS`; empty where unknown), and codes of provinces.
    """

    areas: pd.Index
    parties: pd.Index
    last: Floats
    house: Floats
    strata: NDArray[np.str_]
    provinces: NDArray[np.str_]


@dataclass(frozen=True)
class Fit:
    """
    What one transition teaches about a stratum.

    Attributes
    ----------
    last, house : float
        Points of the next share for one of the last council's and of the House's.
    intercepts : tuple of float
        By party, `REST` the last.
    concentration : float
        Of the Dirichlet, > 0: the greater, the closer the seats are to the expected shares.
    """

    last: float
    house: float
    intercepts: tuple[float, ...]
    concentration: float


def major_parties(*seats_won: "pd.Series[float]") -> list[str]:
    """Name the parties with `MINIMUM_SEATS` or more in every one of the elections, each given as seats by party."""
    return sorted(set.intersection(*(set(won.index[won >= MINIMUM_SEATS]) for won in seats_won)))


def party_shares(counts: pd.DataFrame, areas: Sequence[str], parties: Sequence[str]) -> Floats:
    """
    Lay out shares as an array, with the rest as the last party.

    Parameters
    ----------
    counts : DataFrame
        `area_code`, `party_code`, `count`: seats or votes ≥ 0, one row per list; no row is an absent party, 0.
    areas, parties : sequence of str
        In this order.

    Returns
    -------
    ndarray, shape (areas, parties + 1)
        Adds up to 1; NaN where nothing is known of an area, or a count is not.
    """
    known = counts.groupby(["area_code", "party_code"])["count"].sum(skipna=False).unstack()
    unknown = counts.loc[counts["count"].isna(), "area_code"].unique()
    total = known.sum(axis=1).mask(known.index.isin(unknown))
    shares = known.reindex(columns=list(parties)).fillna(0).div(total, axis=0).reindex(list(areas)).to_numpy()
    return np.column_stack([shares, 1 - shares.sum(axis=1)])


def councils_before(
    council_seats: pd.DataFrame, house_votes: pd.DataFrame, places: pd.DataFrame, parties: Sequence[str]
) -> Councils:
    """
    Put together what is known of councils before an election.

    Parameters
    ----------
    council_seats : DataFrame
        Of the last councils: `area_code`, `party_code`, `count`.
    house_votes : DataFrame
        By unit (a commune has those of its constituency, a city those of all its constituencies): the same columns.
    places : DataFrame
        Index: unit; `stratum` (missing where it is not known), `province_code`.
    parties : sequence of str
        Those with an intercept of their own.

    Returns
    -------
    Councils
        Of the places, in their order.
    """
    areas = places.index.tolist()
    return Councils(
        areas=places.index,
        parties=pd.Index([*parties, REST]),
        last=party_shares(council_seats, areas, parties),
        house=party_shares(house_votes, areas, parties),
        strata=np.array(places["stratum"].fillna("").tolist()),
        provinces=np.array(places["province_code"].tolist()),
    )


def with_errors_of(fits: Mapping[str, Fit], wider: Mapping[str, Fit]) -> dict[str, Fit]:
    """Keep what is expected by one regression, and take the concentrations of a less sure one."""
    return {stratum: replace(found, concentration=wider[stratum].concentration) for stratum, found in fits.items()}


def fit(councils: Councils, shares: Floats, won: Floats) -> dict[str, Fit]:
    """
    Learn from a transition, each stratum apart.

    Parameters
    ----------
    councils : Councils
        Before the outcome; nothing in it unknown.
    shares, won : ndarray, shape (U, P)
        Shares of the seats, and seats, that came.

    Returns
    -------
    dict of stratum to Fit
        The concentration makes the seats won likeliest around shares expected with each province left out in turn.
    """
    terms, expected = _terms(councils), left_out(councils, shares)
    fits = {}
    for stratum in np.unique(councils.strata):
        rows = councils.strata == stratum
        weights = _regress(terms[rows], shares[rows])
        fits[str(stratum)] = Fit(
            float(weights[0]), float(weights[1]), tuple(weights[2:].tolist()), _concentration(expected[rows], won[rows])
        )
    return fits


def left_out(councils: Councils, shares: Floats) -> Floats:
    """
    Expect the shares of each province from the others'.

    Parameters
    ----------
    councils, shares
        As for `fit`.

    Returns
    -------
    ndarray, shape (U, P)
        As `expected_shares`.
    """
    terms, expected = _terms(councils), np.full(shares.shape, np.nan)
    for stratum in np.unique(councils.strata):
        inside = councils.strata == stratum
        for province in np.unique(councils.provinces[inside]):
            hidden = inside & (councils.provinces == province)
            seen = inside & ~hidden
            expected[hidden] = terms[hidden] @ _regress(terms[seen], shares[seen])
    return _distribution(expected)


def expected_shares(councils: Councils, fits: Mapping[str, Fit]) -> Floats:
    """
    Expect shares of seats.

    Parameters
    ----------
    councils : Councils
        NaN in `last` or `house` is unknown.
    fits : mapping of stratum to Fit

    Returns
    -------
    ndarray, shape (U, P)
        `LEAST_SHARE` or more before they are made to add up to 1; NaN where the stratum, or what they rest on, is
        unknown.
    """
    expected = np.full(councils.last.shape, np.nan)
    for stratum, found in fits.items():
        rows = councils.strata == stratum
        expected[rows] = _terms(councils)[rows] @ np.array([found.last, found.house, *found.intercepts])
    return _distribution(expected)


def council_outlook(councils: Councils, shares: Floats, seats: Floats, fits: Mapping[str, Fit]) -> pd.DataFrame:
    """
    Tell each party's chances in each council.

    Parameters
    ----------
    councils : Councils
    shares : ndarray, shape (U, P)
        What `expected_shares` returns.
    seats : ndarray, shape (U,)
        Legal size of the next council; NaN unknown.
    fits : mapping of stratum to Fit
        Its concentrations may be those of another regression, less sure (docs/outlook.md).

    Returns
    -------
    DataFrame
        One row per council and party but `REST`, by council: `area_code`, `party_code`, `share` (expected, of the
        seats), `share_low_80`, `share_high_80`, `share_low_90`, `share_high_90` (those of the seats), `expected_seats`,
        `seats_low_80`, `seats_high_80`, `seats_low_90`, `seats_high_90`, `p_seat` (one or
        more), `p_first` (alone with the most), `p_majority` (more than half). NaN where the shares or the seats are
        not known, and `reason`, why (else missing).
    """
    columns: dict[str, NDArray[Any]] = {name: np.full(shares.shape, np.nan) for name in ("share", *CHANCES)}
    columns["share"] = shares
    known = ~np.isnan(shares).any(axis=1) & ~np.isnan(seats)
    for stratum, found in fits.items():
        for size in np.unique(seats[known & (councils.strata == stratum)]):
            rows = known & (councils.strata == stratum) & (seats == size)
            for name, values in council_chances(shares[rows], found.concentration, int(size)).items():
                columns[name][rows] = values
    index = pd.MultiIndex.from_product([councils.areas, councils.parties], names=["area_code", "party_code"])
    columns |= {f"share_{end}": ratio(columns[f"seats_{end}"], seats[:, None]) for end in ENDS}
    columns["reason"] = np.repeat(_why_unknown(councils, seats)[:, None], shares.shape[1], axis=1)
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index)
    return table.drop(REST, level="party_code").reset_index()


def council_chances(shares: Floats, concentration: float, seats: int) -> dict[str, Floats]:
    """
    Compute the chances of councils of one size.

    Parameters
    ----------
    shares, concentration, seats
        As for `dirichlet.seat_distributions`.

    Returns
    -------
    dict of str to ndarray, shape (councils, parties)
        The columns of `council_outlook`.
    """
    chances = seat_distributions(shares, concentration, seats)
    return {
        "expected_seats": seats * shares,
        **seat_intervals(chances),
        "p_seat": 1 - chances[..., 0],
        "p_first": first_chances(shares, concentration, seats),
        "p_majority": chances[..., seats // 2 + 1 :].sum(axis=-1),
    }


def _why_unknown(councils: Councils, seats: Floats) -> NDArray[np.object_]:
    """Say why nothing is told of a council, shape (U,); None where its chances are known."""
    reasons = np.full(len(councils.areas), None, dtype=object)
    reasons[np.isnan(seats)] = SEATS_UNKNOWN
    reasons[councils.strata == ""] = STRATUM_UNKNOWN
    reasons[np.isnan(councils.house).any(axis=1)] = NO_HOUSE
    reasons[np.isnan(councils.last).any(axis=1)] = NO_COUNCIL
    return reasons


def _terms(councils: Councils) -> Floats:
    """Regressors of each council and party, shape (U, P, 2 + P)."""
    units, parties = councils.last.shape
    intercepts = np.broadcast_to(np.eye(parties), (units, parties, parties))
    return np.concatenate([np.stack([councils.last, councils.house], axis=-1), intercepts], axis=-1)


def _regress(terms: Floats, shares: Floats) -> Floats:
    """Least squares through the normal equations, as the regressors are few."""
    flat = terms.reshape(-1, terms.shape[-1])
    return np.asarray(np.linalg.solve(flat.T @ flat, flat.T @ shares.ravel()))


def _distribution(expected: Floats) -> Floats:
    floored = np.maximum(expected, LEAST_SHARE)
    return np.asarray(ratio(floored, floored.sum(axis=-1, keepdims=True)))


def _concentration(expected: Floats, won: Floats) -> float:
    found = minimize_scalar(
        lambda log: -log_likelihood(expected, np.exp(log), won).sum(), bounds=np.log(CONCENTRATIONS), method="bounded"
    )
    return float(np.exp(found.x))
