"""What every request of the client needs: a connection, the elections, the areas."""

import weakref
from contextlib import ExitStack
from functools import cached_property
from typing import Any, Literal, Self
from urllib.parse import quote

import geopandas as gpd
import pandas as pd

from app.analyst.connection import Payload, ask, connect
from app.analyst.frames import layer, outlined, table
from app.api import schemas
from app.api.schemas import Level

Detail = Literal["low", "medium", "high"]

BALLOT = "local"


class Requests:
    """
    Elections, areas, scores and seats as tables.

    A column is named and counted as in the service's reference (``/docs``): ``area_code`` is the ``code`` of ``area``,
    rates are in [0, 1], unknown is NA and never zero. ``attrs["provenance"]`` of a table tells the dataset version,
    the files, the method and the law that it depends on. An outline is in EPSG:4326.

    Wherever it may be left out, ``election`` is `latest`; ``level`` is that of the areas that vote; ``area`` is the
    code of an area: it, or what lies in it; ``detail`` gives the rows their outlines, in three degrees of fineness.
    Every method raises `KharitaProblem`: for a code that names nothing, for what cannot be asked, and where neither the
    database nor the service is there.

    Parameters
    ----------
    address : str, optional
        Of a service, ``http://…``; otherwise the database that ``DATABASE_URL`` names is asked, by the service's own
        code running in this process.
    key : str, optional
        Key of the service.
    """

    def __init__(self, address: str | None = None, key: str | None = None) -> None:
        stack = ExitStack()
        self._client = stack.enter_context(connect(address, key))
        self._close = weakref.finalize(self, stack.close)

    def close(self) -> None:
        """End the connection; the end of the process does it too."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, path: str, **parameters: Any) -> Payload:
        return ask(self._client, f"/v1/{path}", parameters)

    def _named(self, election: str | None) -> str:
        """Write the code of an election for a path."""
        return quote(election or self.latest, safe="")

    @cached_property
    def latest(self) -> str:
        """Code of the latest election by local lists."""
        known = self.elections()
        return str(known.loc[known["ballot"] == BALLOT, "code"].iloc[0])

    def elections(self) -> pd.DataFrame:
        """Elections with their national figures, the latest first."""
        return table(self._ask("elections"), schemas.Election)

    def previous(self, election: str) -> str | None:
        """Code of the election before one, of the same institution and ballot; None for the first."""
        known = self.elections().set_index("code")
        if election not in known.index:
            return None  # the service says what is wrong with it
        own = known.loc[election]
        alike = known["institution"].eq(own["institution"]) & known["ballot"].eq(own["ballot"])
        earlier = known[alike & known["date"].lt(own["date"])]
        return None if earlier.empty else str(earlier["date"].idxmax())

    def areas(  # noqa: PLR0913 - one for each way to say where
        self,
        level: Level | None = None,
        *,
        parent: str | None = None,
        q: str | None = None,
        contains: tuple[float, float] | None = None,
        near: tuple[float, float] | None = None,
        radius_m: float | None = None,
        bbox: tuple[float, float, float, float] | None = None,
        detail: Detail = "medium",
    ) -> gpd.GeoDataFrame:
        """
        Find areas.

        Parameters
        ----------
        level : str, optional
        parent : str, optional
            Code of an area in which they lie, directly or not.
        q : str, optional
            Words of a French or Arabic name; accents do not matter. The best match comes first.
        contains, near : tuple of float, optional
            Longitude and latitude of a point in them, or near them: the nearest first, with ``distance_m``.
        radius_m : float, optional
            Metres around ``near``; 10,000 unless given.
        bbox : tuple of float, optional
            West, south, east and north, in degrees.
        detail : str
        """
        places = {"contains": contains, "near": near, "bbox": bbox}
        written = {name: place and ",".join(map(str, place)) for name, place in places.items()}
        asked = {"level": level, "parent": parent, "q": q, "radius_m": radius_m, **written}
        return layer(self._ask("areas", **asked, detail=detail, format="geojson"), schemas.NearArea)

    def _outlined(self, frame: pd.DataFrame, detail: Detail | None) -> pd.DataFrame:
        if detail is None:
            return frame
        levels = list(frame["area_level"].unique())
        located: pd.DataFrame = outlined(frame, self.areas(levels[0] if len(levels) == 1 else None, detail=detail))
        return located
