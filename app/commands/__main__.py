"""The commands of the service: ``python -m app.commands COMMAND``, or ``./run COMMAND``."""

from importlib import import_module
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from typer._click import Command, Context  # Typer has a Click of its own and exports neither

NAMES = ("serve", "maps", "export", "keys", "examples")
"""Each is a module of this package with a Typer application `app`."""


class _Commands(TyperGroup):
    """Commands that are imported when they are called: importing the service takes seconds, and few need it."""

    def list_commands(self, ctx: "Context") -> list[str]:
        return list(NAMES)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        if cmd_name not in NAMES:
            return None
        command = get_command(import_module(f"app.commands.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Serve, draw and export the data."""


if __name__ == "__main__":
    app(prog_name="./run")
