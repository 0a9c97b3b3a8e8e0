"""The keys to the service: ``./run keys`` makes, lists and revokes them, with the rights of `DATABASE_URL`."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import NullPool, create_engine, func, select
from sqlalchemy.orm import Session

from app.http.access import Role
from app.http.callers import digest
from app.settings import Settings
from app.store.models import ApiKey

DAYS, MOST_DAYS = 365, 3650


class RoleName(StrEnum):
    """The roles by their names, as the command line takes them."""

    reader = Role.reader.name
    analyst = Role.analyst.name
    admin = Role.admin.name


app = typer.Typer(
    help="Make, list and revoke the keys to the service.", no_args_is_help=True, pretty_exceptions_enable=False
)


def _label(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", text):
        raise typer.BadParameter("2 to 40 of a-z, 0-9 and -, as coordination-fes", param_hint="--label")
    return text


RoleOption = Annotated[
    RoleName, typer.Option(help="reader: reading; analyst: simulations as well; admin: /metrics as well")
]
LabelOption = Annotated[
    str,
    typer.Option(help="purpose of the key, such as coordination-fes: a function, never a person", callback=_label),
]
DaysOption = Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="days until it expires")]


@app.command("create")
def create_command(role: RoleOption, label: LabelOption, days: DaysOption = DAYS) -> None:
    """Make a key and print it, this once: only its hash is stored."""
    typer.echo(create(Settings(), Role[role.name], label, dt.timedelta(days=days)))


@app.command("keep")
def keep_command(
    file: Annotated[Path, typer.Argument(help="where the key is, or is written for its owner alone to read")],
    role: RoleOption,
    label: LabelOption,
    days: DaysOption = DAYS,
) -> None:
    """Make a key and write it into a file, unless the file has one that is valid and of this role."""
    settings, wanted = Settings(), Role[role.name]
    if not file.exists() or not _is_valid(settings, file.read_text(encoding="utf-8").strip(), wanted):
        file.unlink(missing_ok=True)  # which others may have been able to read
        file.touch(0o600)
        file.write_text(create(settings, wanted, label, dt.timedelta(days=days)) + "\n", encoding="utf-8")
    typer.echo(f"A key of the role {role.name} is in {file}.")


@app.command("list")
def list_command() -> None:
    """List the keys: id, role, label, when made, until when, and whether they are valid."""
    with _session(Settings()) as session:
        for key in session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)):
            days = f"{key.created_at:%Y-%m-%d}  {key.expires_at:%Y-%m-%d}"
            typer.echo(f"{key.id}  {key.role:8}{key.label:42}{days}  {_state(key)}")


@app.command("revoke")
def revoke_command(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="id of the key, as in the list")],
) -> None:
    """End a key. The service refuses it within five seconds."""
    if not revoke(Settings(), key_id):
        raise typer.BadParameter(f"there is no key {key_id}; `list` tells which there are", param_hint="ID")
    typer.echo(f"{key_id} revoked")


def create(settings: Settings, role: Role, label: str, lasting: dt.timedelta) -> str:
    """
    Make a key.

    Parameters
    ----------
    settings : Settings
        The database, with the rights to write.
    role : Role
        What it may be used for.
    label : str
        A function, never a person.
    lasting : datetime.timedelta
        How long it is valid.

    Returns
    -------
    str
        The key, which is stored nowhere.
    """
    key_id = secrets.token_hex(6)
    key = f"kharita_{key_id}_{secrets.token_urlsafe(32)}"
    with _session(settings) as session, session.begin():
        expires_at = func.now() + lasting
        session.add(ApiKey(id=key_id, sha256=digest(key), role=role.name, label=label, expires_at=expires_at))
    return key


def revoke(settings: Settings, key_id: str) -> bool:
    """End a key for good; tell whether there is one of this id."""
    with _session(settings) as session, session.begin():
        key = session.get(ApiKey, key_id)
        if key is not None and key.revoked_at is None:
            key.revoked_at = func.now()
    return key is not None


def _is_valid(settings: Settings, key: str, role: Role) -> bool:
    """Tell whether a text is a valid key of a role."""
    with _session(settings) as session:
        kept = session.scalar(select(ApiKey).where(ApiKey.sha256 == digest(key)))
    return kept is not None and kept.role == role.name and _state(kept) == "valid"


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    return "expired" if key.expires_at <= dt.datetime.now(dt.UTC) else "valid"


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    with Session(create_engine(settings.database_url, poolclass=NullPool), expire_on_commit=False) as session:
        yield session
