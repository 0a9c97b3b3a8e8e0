"""Resources of the API as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import pandas as pd

from app.analyst.calls import Detail, Requests
from app.analyst.connection import Payload, post
from app.analyst.frames import layer, table, unfolded
from app.api import schemas
from app.api.schemas import Level, OutlookCode
from app.api.schemas.simulation import SimulatedContest

By = Literal["area", "region", "country"]
Body = Mapping[str, Any]


class SimulationTables(NamedTuple):
    """
    Seats after a scenario.

    Attributes
    ----------
    parties, contests : pandas.DataFrame
        Seats of each party in all contests, and of each list in its contest.
    gains : pandas.DataFrame
        By contest, the seats to expect from 1,000 more votes, the most first; no row where no party was asked for.
    """

    parties: pd.DataFrame
    contests: pd.DataFrame
    gains: pd.DataFrame


class Tables(Requests):
    """Elections, areas, scores and seats as tables; what is common to them is said in `Requests`."""

    def national(self, election: str | None = None) -> pd.DataFrame:
        """Tell the figures of every party in a whole election, by votes."""
        answer = self._ask(f"elections/{self._named(election)}")
        columns = {"seats": "seats_to_fill", "name_fr": "election_name_fr", "name_ar": "election_name_ar"}
        return unfolded(answer, schemas.ElectionDetail, "parties", columns)

    def parties(self) -> pd.DataFrame:
        """Parties, coalitions and lists without party."""
        return table(self._ask("parties"), schemas.Party)

    def contests(
        self,
        election: str | None = None,
        *,
        level: Level | None = None,
        area: str | None = None,
        detail: Detail | None = None,
    ) -> pd.DataFrame:
        """
        Tell the voters, votes and turnout of an election by area, and in ``reasons`` why a figure is not known.

        Without ``level``, an ``area`` is one row; give it for the areas inside.
        """
        answer = self._ask("results", election=election or self.latest, level=level, area=area)
        return self._outlined(table(answer, schemas.AreaResult), detail)

    def results(
        self,
        election: str | None = None,
        *,
        party: str | None = None,
        level: Level | None = None,
        area: str | None = None,
        detail: Detail | None = None,
    ) -> pd.DataFrame:
        """
        Tell the votes, share and seats of each list by area, beside the figures of its contest.

        ``lists`` is 0 and ``votes`` NA where the party asked for fielded no list. Without ``level``, an ``area`` is
        one row; give it for the areas inside.
        """
        answer = self._ask("results", election=election or self.latest, party=party, level=level, area=area)
        return self._outlined(unfolded(answer, schemas.AreaResult, "parties"), detail)

    def indices(
        self,
        election: str | None = None,
        *,
        party: str | None = None,
        level: Level | None = None,
        area: str | None = None,
    ) -> pd.DataFrame:
        """
        Tell turnout, lead, effective numbers of parties and disproportionality by area.

        The row of the country has no area. With ``party``: its share, its margin over the best other list, and its
        share over that in the country.
        """
        answer = self._ask("indices", election=election or self.latest, party=party, level=level, area=area)
        return table(answer, schemas.AreaIndices)

    def swing(
        self, before: str | None = None, after: str | None = None, *, by: By = "area", party: str | None = None
    ) -> pd.DataFrame:
        """
        Tell how the share of each party changed between two elections by the same kind of ballot.

        Parties are followed through mergers and splits, as ``lineage``.

        Parameters
        ----------
        before : str, optional
            Code of the earlier election; the one before ``after`` unless given.
        after : str, optional
            Code of the later election.
        by : str
        party : str, optional
            Code of a party, followed by its lineage.
        """
        later = after or self.latest
        answer = self._ask("swing", before=before or self.previous(later), after=later, by=by, party=party)
        return table(answer, schemas.Swing)

    def nationalisation(self, election: str | None = None) -> pd.DataFrame:
        """Tell how evenly the vote of each party is spread over the areas."""
        return table(self._ask("nationalisation", election=election or self.latest), schemas.Nationalisation)

    def scores(
        self,
        election: str | None = None,
        *,
        party: str | None = None,
        level: Level | None = None,
        area: str | None = None,
        detail: Detail | None = None,
        **parameters: str,
    ) -> pd.DataFrame:
        """
        Tell the strength of a party in every area, or of every party in an area.

        Parameters
        ----------
        election, level, detail : str, optional
        party, area : str, optional
            One of them, or both.
        **parameters : str
            Of the method: ``weights`` (``"performance:1,lean:1"``), ``normalisation``, ``aggregation``, ``shrinkage``.
        """
        return self._outlined(table(self._scores(election, party, level, area, parameters), schemas.AreaScore), detail)

    def components(
        self,
        election: str | None = None,
        *,
        party: str | None = None,
        level: Level | None = None,
        area: str | None = None,
        **parameters: str,
    ) -> pd.DataFrame:
        """Tell what each score is made of: a row for each component of each row of `scores`."""
        return unfolded(self._scores(election, party, level, area, parameters), schemas.AreaScore, "components")

    def _scores(
        self, election: str | None, party: str | None, level: str | None, area: str | None, parameters: Body
    ) -> Payload:
        asked = {"party": party, "level": level, "area": area, **parameters}
        return self._ask("scores", election=election or self.latest, **asked)

    def outlook(
        self,
        outlook: OutlookCode = "next-house",
        *,
        party: str | None = None,
        level: Level | None = None,
        area: str | None = None,
        detail: Detail | None = None,
    ) -> pd.DataFrame:
        """Tell the chances of parties by area at the next election, with intervals; see docs/outlook.md."""
        answer = self._ask("outlook", election=outlook, party=party, level=level, area=area)
        return self._outlined(table(answer, schemas.AreaOutlook), detail)

    def party_outlooks(self) -> pd.DataFrame:
        """Tell the seats of each party in the whole of the next House, with intervals and chances."""
        return table(self._ask("outlook/parties"), schemas.PartyOutlook)

    def patterns(self, election: str | None = None, *, party: str | None = None) -> pd.DataFrame:
        """Tell whether the high shares of parties lie together (Moran's I)."""
        return table(self._ask("patterns", election=election or self.latest, party=party), schemas.Pattern)

    def clusters(self, party: str, election: str | None = None, *, detail: Detail | None = None) -> pd.DataFrame:
        """Tell how the share of a party goes with its neighbours' shares (LISA, Gi*), p-values with and without FDR."""
        answer = self._ask("clusters", election=election or self.latest, party=party)
        return self._outlined(table(answer, schemas.AreaCluster), detail)

    def zones(
        self, party: str | None = None, election: str | None = None, *, detail: Detail = "medium"
    ) -> gpd.GeoDataFrame:
        """Outline the party areas: neighbouring strongholds and clusters of high shares, each made into one."""
        asked = {"party": party, "detail": detail, "format": "geojson"}
        return layer(self._ask("zones", election=election or self.latest, **asked), schemas.Zone)

    def seats(
        self, election: str | None = None, *, area: str | None = None, detail: Detail | None = None
    ) -> pd.DataFrame:
        """Tell the declared and computed seats of each list by contest; ``seats_to_fill`` are those of the contest."""
        answer = self._ask(f"seats/{self._named(election)}", area=area)
        lists = unfolded(answer, schemas.ContestSeats, "lists", {"seats": "seats_to_fill"})
        return self._outlined(lists, detail)

    def party_seats(self, election: str | None = None) -> pd.DataFrame:
        """Tell the declared and computed seats of each party in all contests; most seats first."""
        return table(self._ask(f"seats/{self._named(election)}/parties"), schemas.PartySeats)

    def prices(self, election: str | None = None, *, party: str | None = None, area: str | None = None) -> pd.DataFrame:
        """Tell the fewest votes that win a list one more seat, and that lose its last; of a party, an area, or both."""
        return table(self._ask(f"seats/{self._named(election)}/prices", party=party, area=area), schemas.ListPrice)

    def targets(self, party: str, election: str | None = None, *, area: str | None = None) -> pd.DataFrame:
        """Tell the seats that a party can still win, the cheapest first."""
        answer = self._ask(f"seats/{self._named(election)}/targets", party=party, area=area)
        return table(answer, schemas.RankedPrice)

    def endangered(self, party: str, election: str | None = None, *, area: str | None = None) -> pd.DataFrame:
        """Tell the seats that a party has, the most endangered first."""
        answer = self._ask(f"seats/{self._named(election)}/endangered", party=party, area=area)
        return table(answer, schemas.RankedPrice)

    def laws(self) -> pd.DataFrame:
        """Tell the seat laws as they are declared."""
        return table(self._ask("laws"), schemas.Law)

    def law_comparison(self, election: str | None = None) -> pd.DataFrame:
        """Tell how far the seats are from the votes under each law, on the same votes."""
        return table(self._ask(f"seats/{self._named(election)}/laws"), schemas.LawComparison)

    def simulate(  # noqa: PLR0913 - one for each part of a scenario
        self,
        election: str | None = None,
        *,
        mergers: Mapping[str, Sequence[str]] | None = None,
        turnout: Body | None = None,
        swings: Body | None = None,
        law: str | None = None,
        ballot: str | None = None,
        draws: Body | None = None,
        party: str | None = None,
    ) -> SimulationTables:
        """
        Tell the seats after lists merged, then turnout changed, then votes swung, under a law.

        Parameters
        ----------
        election : str, optional
        mergers : mapping, optional
            For the code of a merged list its two or more members: ``{"PPS": ["PPS", "USFP"]}``.
        turnout : mapping, optional
            New turnout ÷ old: ``{"national": 1.1, "by_region": {"09": 1.2}}``, also ``by_constituency``.
        swings : mapping, optional
            ``{"model": "uniform", "national": {"PPS": 0.02}}``; the model may be ``proportional`` or ``logit``.
        law, ballot : str, optional
            Another law, and its kind of ballot, as in `laws`.
        draws : mapping, optional
            ``{"number": 1000, "seed": 1, "national_sd": 0.1, "local_sd": 0.2}``, errors on the log-odds scale.
        party : str, optional
            Rank contests by what this party gains there; needs draws.

        Raises
        ------
        KharitaProblem
            422 with the field of the scenario that cannot be used.
        """
        asked = {"mergers": mergers, "turnout": turnout, "swings": swings, "law": law, "ballot": ballot}
        scenario = {"election": election or self.latest, **asked, "draws": draws, "party": party}
        given = {name: value for name, value in scenario.items() if value is not None}
        answer = post(self._client, "/v1/seats/simulate", given)
        columns = {"seats": "seats_to_fill"}
        contests = replace(answer, items=[contest for item in answer.items for contest in item["contests"]])
        return SimulationTables(
            parties=unfolded(answer, schemas.SimulatedElection, "parties"),
            contests=unfolded(contests, SimulatedContest, "lists", columns),
            gains=unfolded(answer, schemas.SimulatedElection, "gains"),
        )

    def validation(self) -> pd.DataFrame:
        """List how well the scores forecast the next election, beside naive forecasts."""
        return table(self._ask("validation"), schemas.Measure)

    def sources(self) -> pd.DataFrame:
        """Tell the files that everything comes from, with their licences."""
        return table(self._ask("sources"), schemas.Source)
