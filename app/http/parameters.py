"""Dependencies that all routers share: a session, decodable text."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.errors import BadParameter


def open_session(request: Request) -> Iterator[Session]:
    """Open a session for the time of the response."""
    with request.state.sessions() as session:
        yield session


# given back before the answer is sent: a slow client holds no connection
SessionDep = Annotated[Session, Depends(open_session, scope="function")]


def reject_undecodable(name: str, value: str) -> None:
    """
    Reject undecodable text: bytes that are not UTF-8 arrive as U+FFFD, and PostgreSQL holds no NUL.

    Raises
    ------
    BadParameter
        For `name`.
    """
    if "\0" in value or "\ufffd" in value:
        raise BadParameter(name, "is not text in UTF-8")
