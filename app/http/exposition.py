"""The metrics endpoint, for Prometheus."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from app.errors import NotReady
from app.http import metrics
from app.http.access import Role, needs

router = APIRouter(include_in_schema=False)


@router.get("/metrics", dependencies=[needs(Role.admin)])
def expose(request: Request) -> Response:
    """Expose all metrics; an unreachable database is one of them."""
    try:
        metrics.DATASET.set(request.state.dataset_now().version)
        metrics.DATABASE_UP.set(1)
    except NotReady:
        metrics.DATABASE_UP.set(1)
    except SQLAlchemyError:
        metrics.DATABASE_UP.set(0)
    return Response(metrics.exposition(), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)
