"""
A party's record: its comparable contests, oldest first, as arrays of one shape.

Who is the same party over time is declared in a lineage, never guessed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis import indices
from app.analysis.indices import Floats

Flags = NDArray[np.bool_]

COLUMNS = ("election_code", "date", "area_code", "party_code", "votes", "valid_votes", "seats", "seats_won")


@dataclass(frozen=True)
class Record:
    """
    Comparable contests seen from one election, the target, which comes last.

    A = areas of the target, P = parties that stood anywhere in it, K = contests up to and with the target. NaN means
    no list (or a figure that is not known). Earlier contests carry the figures of the party's lineage.
    """

    elections: tuple[str, ...]
    areas: pd.Index
    parties: pd.Index
    shares: Floats
    """Vote shares, shape (K, A, P)."""
    leans: Floats
    """logit((v + ½) ÷ (V + 1)) − logit(national share where the party stood), shape (K, A, P)."""
    margins: Floats
    """Margin over the best other list, shape (K, A, P)."""
    national: Floats
    """Share of the valid votes of the areas where the party stood, shape (K, P)."""
    seats_won: Floats
    """Seats won, shape (K, A, P)."""
    seats: Floats
    """Seats of each area in the target, shape (A,)."""
    held: Floats
    """What the party holds of each area in the target, in [0, 1]: its share of the seats, shape (A, P)."""
    valid_votes: Floats
    """Valid votes of the target, shape (A,)."""
    parents: NDArray[np.intp]
    """Number of each area's parent, shape (A,)."""
    comparable: Flags
    """False for lists that are no party, shape (P,)."""
    stood: Flags
    """Whether the party fielded a list in the target, shape (A, P)."""

    @property
    def scorable(self) -> Flags:
        """Whether the list can be scored: that of a comparable party, with a share that is known, shape (A, P)."""
        return np.asarray(self.stood & self.comparable & ~np.isnan(self.leans[-1]))

    @property
    def votes(self) -> Floats:
        """Votes of each list in the target, shape (A, P)."""
        return np.asarray(self.shares[-1] * self.valid_votes[:, None])


def lineages(party_codes: pd.Series, lineage: pd.DataFrame) -> pd.Series:
    """
    Give the lineage of each party: the one declared in the lineage, else the party itself.

    Parameters
    ----------
    party_codes : Series of str
    lineage : DataFrame
        `party_code`, `lineage_code` (missing: lists that are no party and are never comparable).

    Returns
    -------
    Series of str, missing where never comparable
    """
    declared = lineage.set_index("party_code")["lineage_code"]
    found = party_codes.map(declared).astype(party_codes.dtype)  # of no lineage at all, map makes numbers
    return found.where(party_codes.isin(declared.index), party_codes)


def record(
    results: pd.DataFrame, target: str, lineage: pd.DataFrame, parents: "pd.Series[str] | None" = None
) -> Record:
    """
    Lay out the contests up to the target as arrays.

    Parameters
    ----------
    results : DataFrame
        One row per list that stood, in comparable contests (one level, one kind of ballot) only; columns `COLUMNS`.
        `seats_won` may be NaN. Elections after the target are left out: a score never looks ahead.
    target : str
        Code of the election whose lists are described.
    lineage : DataFrame
        See `lineages`.
    parents : Series, optional
        Parent code of each area code; the country when not given. Areas without one are together.

    Raises
    ------
    KeyError
        The target has no result.
    """
    now = results[results["election_code"] == target]
    if now.empty:
        raise KeyError(target)
    past = results[(results["date"] <= now["date"].iloc[0]) & (results["election_code"] != target)]
    past = past.assign(party_code=lineages(past["party_code"], lineage)).dropna(subset="party_code")
    order = past[["date", "election_code"]].drop_duplicates().sort_values(["date", "election_code"])
    views = [_view(past[past["election_code"] == code]) for code in order["election_code"]] + [_view(now)]
    areas, parties = views[-1]["share"].index, views[-1]["share"].columns
    own = lineages(parties.to_series(), lineage)
    columns = [pd.Index(own)] * len(order) + [parties]

    def stack(name: str) -> Floats:
        pairs = zip(views, columns, strict=True)
        return np.stack([view[name].reindex(index=areas, columns=names).to_numpy() for view, names in pairs])

    seats = now.drop_duplicates("area_code").set_index("area_code")["seats"].reindex(areas).to_numpy(float)
    won = stack("won")
    home = pd.Series("", areas) if parents is None else parents.reindex(areas)
    return Record(
        elections=(*order["election_code"], target),
        areas=areas,
        parties=parties,
        shares=stack("share"),
        leans=stack("lean"),
        margins=stack("margin"),
        national=np.fmax.reduce(stack("national"), axis=1),
        seats_won=won,
        seats=seats,
        held=indices.share(won[-1], seats[:, None]),
        valid_votes=views[-1]["valid"].to_numpy()[:, 0],
        parents=pd.factorize(home, use_na_sentinel=False)[0],
        comparable=own.notna().to_numpy(),
        stood=now.pivot(index="area_code", columns="party_code", values="votes").notna().to_numpy(),
    )


def _view(election: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables (areas × parties) of one election."""
    lists = election.groupby(["area_code", "party_code"])
    votes = lists["votes"].sum(skipna=False).unstack().astype(float)
    won = lists["seats_won"].sum(skipna=False).unstack().astype(float)
    valid = election.drop_duplicates("area_code").set_index("area_code")["valid_votes"].reindex(votes.index)
    size = valid.to_numpy(float)[:, None]
    cast = votes.to_numpy()
    stood = ~np.isnan(cast)
    national = indices.share(np.nansum(cast, axis=0), np.nansum(np.where(stood, size, np.nan), axis=0))
    share = indices.share(cast, size)
    table = {
        "share": share,
        "margin": indices.margin(share),
        # where nobody voted there is no strength to tell
        "lean": np.where(size > 0, logit((cast + 0.5) / (size + 1)) - logit(national), np.nan),
        "national": np.broadcast_to(national, cast.shape),
        "valid": np.broadcast_to(size, cast.shape),
        "won": won.to_numpy(),
    }
    return {name: pd.DataFrame(values, votes.index, votes.columns) for name, values in table.items()}


def logit(share: Floats) -> Floats:
    """Log odds, ln(s ÷ (1 − s)); NaN outside (0, 1)."""
    inside = np.where((share > 0) & (share < 1), share, np.nan)
    return np.asarray(np.log(inside) - np.log1p(-inside))
