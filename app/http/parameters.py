"""What every router asks for: a session, and text that is text."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.errors import BadParameter


def open_session(request: Request) -> Iterator[Session]:
    """Lend a session for as long as the answer is being made."""
    with request.state.sessions() as session:
        yield session


# given back before the answer is sent: a slow client holds no connection
SessionDep = Annotated[Session, Depends(open_session, scope="function")]


def refuse_garbled(name: str, value: str) -> None:
    """
    Refuse text that is none: bytes that are not UTF-8 arrive as U+FFFD, and PostgreSQL holds no NUL.

    Raises
    ------
    BadParameter
        For `name`.
    """
    if "\0" in value or "\ufffd" in value:
        raise BadParameter(name, "is not text in UTF-8")
