"""Parameters of every list: sort, limit, cursor, fields."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from app.api.dependencies import Answer, LayerResponse, TableResponse
from app.api.paging import LIMIT, VIEW, Listing, ListPage, read_fields, read_sort

__all__ = ["Listing", "list_of_areas", "list_of_rows"]

LimitParam = Annotated[
    int,
    Query(ge=1, description=f"the most items to return; more than {LIMIT} counts as {LIMIT}"),
    AfterValidator(lambda limit: min(limit, LIMIT)),
]


def list_of_rows(listing: Listing) -> Any:
    """Make the dependency of a paged table."""
    wanted = wanted_page(listing)

    def read(answer: TableResponse, page: Annotated[ListPage, Depends(wanted)]) -> Answer:
        return replace(answer, page=page)

    return Depends(read)


def list_of_areas(listing: Listing) -> Any:
    """Make the dependency of a paged table or layer."""
    wanted = wanted_page(listing)

    def read(answer: LayerResponse, page: Annotated[ListPage, Depends(wanted)]) -> Answer:
        return replace(answer, page=page)

    return Depends(read)


def wanted_page(listing: Listing) -> Callable[..., ListPage]:
    """Make the dependency that reads the paging parameters of a listing."""
    sorts, fields = "|".join(map(re.escape, listing.sorts)), "|".join(listing.fields)

    def read(
        request: Request,
        limit: LimitParam = LIMIT,
        cursor: Annotated[
            str | None,
            Query(max_length=500, description="where the page begins, as `next` links tell; of no other question"),
        ] = None,
        sort: Annotated[
            str | None,
            Query(
                max_length=500,
                description="what to sort by, a minus before it for the greatest first, what is unknown last; "
                f"of: {', '.join(listing.sorts)}",
                json_schema_extra={"pattern": f"^-?({sorts})(,-?({sorts}))*$"},
            ),
        ] = None,
        fields: Annotated[
            str | None,
            Query(
                max_length=500,
                description=f"the fields to show, all unless given; of: {', '.join(listing.fields)}",
                json_schema_extra={"pattern": f"^({fields})(,({fields}))*$"},
            ),
        ] = None,
    ) -> ListPage:
        order = [] if sort is None else read_sort(listing, sort, "party" in request.query_params)
        shown = None if fields is None else read_fields(listing, fields)
        return ListPage(listing, order, shown, limit, cursor, _question(request))

    return read


def _question(request: Request) -> str:
    """Canonical query, whatever its page and format."""
    told = sorted((name, value) for name, value in request.query_params.items() if name not in VIEW)
    return f"{request.url.path}?{urlencode(told)}"
