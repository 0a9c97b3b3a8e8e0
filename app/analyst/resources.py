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


class OutlookTables(NamedTuple):
    """
    An outlook under a scenario, with the figures without it (``…_blind``) beside.

    Attributes
    ----------
    parties, areas : pandas.DataFrame
        Of every party, and of the areas of the party asked about.
    """

    parties: pd.DataFrame
    areas: pd.DataFrame


class SimulationTables(NamedTuple):
    """
    Seats after a scenario.

    Attributes
    ----------
    ballots : pandas.DataFrame
        The elections counted, and the rule that gave the seats of each.
    parties, contests : pandas.DataFrame
        Seats of each party in all contests, beside those to fill and the majority; and of each list in its contest.
    stopped : pandas.DataFrame
        Lists whose share a swing would have made negative, and that are at 0.
    gains : pandas.DataFrame
        By contest, the seats to expect from 1,000 more votes, the most first; no row where no party was asked for.
    """

    ballots: pd.DataFrame
    parties: pd.DataFrame
    contests: pd.DataFrame
    stopped: pd.DataFrame
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

    def relations(
        self,
        party: str,
        election: str | None = None,
        *,
        level: Level | None = None,
        census: str | None = None,
    ) -> pd.DataFrame:
        """
        Correlate a party's share with its share in the councils (or the House) and with census indicators, over areas.

        ``spearman`` weighs areas by their inhabitants; ``spearman_low`` to ``spearman_high`` is its interval when
        regions are drawn anew. It is of areas and tells nothing about persons: ``attrs["provenance"]["note"]``.

        Parameters
        ----------
        party : str
        election, level : str, optional
        census : str, optional
            Year of the census whose indicators and inhabitants are taken; the latest unless given.
        """
        answer = self._ask("relations", election=election or self.latest, party=party, level=level, census=census)
        return table(answer, schemas.Relation)

    def relation_points(  # noqa: PLR0913 - one for each part of the question
        self,
        party: str,
        compared: str,
        election: str | None = None,
        *,
        level: Level | None = None,
        census: str | None = None,
        detail: Detail | None = None,
    ) -> pd.DataFrame:
        """
        Tell a party's share and another figure in every area, as a scatter shows them.

        Parameters
        ----------
        party : str
        compared : str
            As in the table of `relations`: an indicator, or ``seat_share``, ``share``.
        election, level, census, detail : str, optional
        """
        asked = {"party": party, "compared": compared, "level": level, "census": census}
        points = table(self._ask("relations/points", election=election or self.latest, **asked), schemas.RelationPoint)
        return self._outlined(points, detail)

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

    def indicators(
        self,
        *,
        keys: Sequence[str] = (),
        level: Level | None = None,
        area: str | None = None,
        census: str | None = None,
        detail: Detail | None = None,
    ) -> pd.DataFrame:
        """
        Tell the census indicators of each area, a row for each, beside the country's.

        Parameters
        ----------
        keys : sequence of str, optional
            Of indicators: ``["urban_share", "unemployment_rate"]``; every indicator unless given.
        level, area : str, optional
            Without ``level``, an ``area`` is its own rows; without both, every region.
        census : str, optional
            Year of the census; the latest unless given.
        detail : str, optional
        """
        asked = {"key": ",".join(keys) or None, "level": level, "area": area, "census": census}
        return self._outlined(table(self._ask("indicators", **asked), schemas.AreaIndicator), detail)

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

    def simulate_outlook(  # noqa: PLR0913 - one for each part of a scenario
        self,
        outlook: OutlookCode = "next-house",
        *,
        party: str | None = None,
        levels: Mapping[str, float] | None = None,
        mergers: Mapping[str, Sequence[str]] | None = None,
        turnout: Body | None = None,
        law: str | None = None,
        base: str | None = None,
        threshold: float | None = None,
    ) -> OutlookTables:
        """
        Tell an outlook had parties other shares of the country, or merged, or were turnout or law others.

        Parameters
        ----------
        outlook : str, optional
        party : str, optional
            Whose areas are told.
        levels : mapping, optional
            Shares of the country's valid votes, in (0, 1), by party: ``{"PPS": 0.08}``.
        mergers, turnout, law, base, threshold
            As for `simulate`; of councils only ``mergers``.

        Raises
        ------
        KharitaProblem
            422 with the field of the scenario that cannot be used.
        """
        assumed = {"levels": levels, "mergers": mergers, "turnout": turnout, "law": law, "base": base}
        scenario = {"election": outlook, "party": party, **assumed, "threshold": threshold}
        given = {name: value for name, value in scenario.items() if value is not None}
        answer = post(self._client, "/v1/outlook/simulate", given)
        return OutlookTables(*(unfolded(answer, schemas.OutlookUnderScenario, name) for name in OutlookTables._fields))

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
        also: Sequence[str] | None = None,
        mergers: Mapping[str, Sequence[str]] | None = None,
        turnout: Body | None = None,
        levels: Mapping[str, float] | None = None,
        swings: Body | None = None,
        law: str | None = None,
        ballot: str | None = None,
        base: str | None = None,
        threshold: float | None = None,
        draws: Body | None = None,
        party: str | None = None,
    ) -> SimulationTables:
        """
        Tell the seats after lists merged, then turnout changed, then votes swung, under a law.

        Parameters
        ----------
        election : str, optional
        also : sequence of str, optional
            Other ballots of the same institution and day, counted together with it.
        mergers : mapping, optional
            For the code of a merged list its two or more members: ``{"PPS": ["PPS", "USFP"]}``.
        turnout : mapping, optional
            New turnout ÷ old: ``{"national": 1.1, "by_region": {"09": 1.2}}``, also ``by_constituency``.
        levels : mapping, optional
            Shares of the country's valid votes that parties are moved to, in place of swings: ``{"PPS": 0.08}``.
        swings : mapping, optional
            ``{"model": "uniform", "national": {"PPS": 0.02}}``; the model may be ``proportional`` or ``logit``.
        law, ballot : str, optional
            Another law, and its kind of ballot, as in `laws`.
        base : str, optional
            ``registered_voters``, ``voters`` or ``qualifying_votes`` ÷ seats as the quotient, in place of the law's.
        threshold : float, optional
            Smallest share of the valid votes that admits a list, in [0, 1), in place of the law's.
        draws : mapping, optional
            ``{"number": 1000, "seed": 1}``; also ``national_sd``, ``regional_sd`` and ``local_sd``, errors on the
            log-odds scale, which are those of past elections unless given.
        party : str, optional
            Rank contests by what this party gains there; needs draws.

        Raises
        ------
        KharitaProblem
            422 with the field of the scenario that cannot be used.
        """
        votes = {"also": also, "mergers": mergers, "turnout": turnout, "levels": levels, "swings": swings}
        rule = {"law": law, "ballot": ballot, "base": base, "threshold": threshold}
        scenario = {"election": election or self.latest, **votes, **rule, "draws": draws, "party": party}
        given = {name: value for name, value in scenario.items() if value is not None}
        answer = post(self._client, "/v1/seats/simulate", given)
        columns = {"seats": "seats_to_fill"}
        contests = replace(answer, items=[contest for item in answer.items for contest in item["contests"]])
        parts = {
            name: unfolded(answer, schemas.SimulatedElection, name, columns)
            for name in ("ballots", "parties", "stopped", "gains")
        }
        return SimulationTables(contests=unfolded(contests, SimulatedContest, "lists", columns), **parts)

    def validation(self) -> pd.DataFrame:
        """List how well the scores forecast the next election, beside naive forecasts."""
        return table(self._ask("validation"), schemas.Measure)

    def sources(self) -> pd.DataFrame:
        """Tell the files that everything comes from, with their licences."""
        return table(self._ask("sources"), schemas.Source)
