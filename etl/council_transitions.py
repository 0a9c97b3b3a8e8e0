"""The transition that councils are learned from, as the database has it."""

import numpy as np
from sqlalchemy.orm import Session

from app.analysis.outlook.council_chances import councils_before, party_shares
from app.analysis.outlook.elections import CouncilElections
from app.analysis.validation.outlook_report import CouncilTest
from app.store.queries.outlook_inputs import council_parties, council_seats, house_votes, units


def council_transition(session: Session, rest_on: CouncilElections) -> CouncilTest:
    """Read the councils of communes and arrondissements that are known in both elections."""
    before, after = (council_seats(session, one.code) for one in (rest_on.before, rest_on.now))
    parties = council_parties(before, after)
    places = units(session, rest_on.now.code).query("kind != 'city'")
    both = places[places.index.isin(before["area_code"]) & places.index.isin(after["area_code"])]
    same_day, older = (
        councils_before(before, house_votes(session, house.code), both, parties)
        for house in (rest_on.house_at, rest_on.house_before)
    )
    shares = party_shares(after, both.index.tolist(), parties)
    total = after.groupby("area_code")["count"].sum().reindex(both.index).to_numpy()
    return CouncilTest(same_day, older, shares, np.round(shares * total[:, None]))
