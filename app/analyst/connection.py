"""Requests to the service, over a network or inside this process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import orjson
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.http.access import Role
from app.main import create_app
from app.settings import Settings
from app.store.records import Row

TIMEOUT_S = 60.0
"""A simulation waits for its turn, and then takes seconds."""

ROLE = Role.analyst.name
"""Role of whoever runs the service in this process."""

_HERE = "127.0.0.1"


class KharitaProblem(Exception):
    """
    A question that has no answer, as the service's problem document says it (RFC 9457).

    Attributes
    ----------
    type : str
        Address of the explanation of this kind of problem.
    title, detail : str
        What it is, and what it is here.
    status : int
        HTTP status: 400 a parameter, 404 a code that names nothing, 422 a scenario, 503 no database or no service.
    parameters : dict of str to str
        For each refused parameter or field, why.
    """

    def __init__(
        self, type: str, title: str, status: int, detail: str, parameters: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.parameters = dict(parameters or {})


@dataclass(frozen=True)
class Payload:
    """
    A response: items, flat where they are features of a layer, and their provenance.

    ``coverage`` is as the service gives it: of one election, of several, or None.
    """

    items: list[Row]
    provenance: Row
    coverage: Row | list[Row] | None


def connect(address: str | None, key: str | None) -> httpx2.Client:
    """
    Make a client of the service, to be entered before it is asked.

    Parameters
    ----------
    address : str or None
        Where the service is; None: the service itself runs in this process, on the database of the settings.
    key : str or None
        Key of the service at the address.

    Returns
    -------
    httpx2.Client
        Leaving it ends what entering it started.

    Raises
    ------
    KharitaProblem
        No address is given and the settings name no database.
    """
    if address is None:
        # a failure of the service is an answer here as it is over a network
        service = create_app(_settings())
        return TestClient(service, f"http://{_HERE}", raise_server_exceptions=False, client=(_HERE, 0))
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx2.Client(base_url=address, headers=headers, timeout=TIMEOUT_S)


def _settings() -> Settings:
    try:
        # whoever holds the database's address needs no key to it, whatever the environment says of a service
        return Settings().model_copy(update={"public_role": ROLE})
    except ValidationError as error:
        reasons = {str(each["loc"][-1]): each["msg"] for each in error.errors()}
        detail = "; ".join(f"{name.upper()}: {reason}" for name, reason in reasons.items())
        advice = "`export DATABASE_URL=$(./run up)` names the project's own; Kharita('http://…') needs none."
        raise KharitaProblem("about:blank", "No database is named", 503, f"{detail}. {advice}", reasons) from None


def ask(client: httpx2.Client, path: str, parameters: Mapping[str, Any]) -> Payload:
    """
    Ask for all there is at an address, page after page.

    Parameters
    ----------
    client : httpx2.Client
    path : str
        Below the service's own address.
    parameters : mapping
        Of the question; None is not asked for.

    Returns
    -------
    Payload
        With the provenance of its first page.

    Raises
    ------
    KharitaProblem
        The service refuses, cannot answer, or is not there.
    """
    asked = {name: value for name, value in parameters.items() if value is not None}
    page = _send(client, client.build_request("GET", path, params=asked))
    items = _items(page)
    provenance, coverage = page["provenance"], page["coverage"]
    while following := _following(page):
        page = _send(client, client.build_request("GET", path, params=following))
        items += _items(page)
    return Payload(items, provenance, coverage)


def post(client: httpx2.Client, path: str, body: Mapping[str, Any]) -> Payload:
    """
    Send a body and take the answer to it.

    Raises
    ------
    KharitaProblem
        As `ask`; 422 for a body that cannot be used.
    """
    page = _send(client, client.build_request("POST", path, json=body))
    return Payload(_items(page), page["provenance"], page["coverage"])


def _send(client: httpx2.Client, request: httpx2.Request) -> Row:
    try:
        response = client.send(request)
    except httpx2.TransportError as error:
        title = "The service does not answer"
        raise KharitaProblem("about:blank", title, 503, f"{request.url}: {error or type(error).__name__}") from error
    told = _read(response)
    if not response.is_success:
        raise KharitaProblem(told["type"], told["title"], told["status"], told["detail"], told.get("parameters"))
    return told


def _read(response: httpx2.Response) -> Row:
    """Parse a response; a proxy or another server may have sent it."""
    expected = "json" if response.is_success else "problem+json"
    if expected not in response.headers.get("content-type", ""):
        detail = f"{response.url} is not answered by a Kharita service."
        raise KharitaProblem("about:blank", response.reason_phrase, response.status_code, detail)
    told: Row = orjson.loads(response.content)
    return told


def _items(page: Row) -> list[Row]:
    if "features" in page:
        return [{**feature["properties"], "geometry": feature["geometry"]} for feature in page["features"]]
    items: list[Row] = page["items"]
    return items


def _following(page: Row) -> dict[str, str]:
    """Parameters of the next page; the client's key goes to no other address than the client's own."""
    links = [link["href"] for link in page.get("links", ()) if link["rel"] == "next"]
    return dict(parse_qsl(urlsplit(links[0]).query)) if links else {}
