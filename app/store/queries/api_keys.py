"""Keys to the service."""

from typing import Any

from sqlalchemy import String, column, func, select
from sqlalchemy.orm import Session


def find(session: Session, digest: bytes) -> dict[str, Any] | None:
    """
    Find the key with this hash, unless it was revoked or has expired.

    The reading role may call the function, and may not see the table: who injects SQL lists no keys.

    Returns
    -------
    dict or None
        ``id`` and ``role``.
    """
    found = func.find_api_key(digest).table_valued(column("id", String), column("role", String))
    row = session.execute(select(found.c.id, found.c.role)).mappings().one_or_none()
    return None if row is None else dict(row)
