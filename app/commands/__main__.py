"""The commands of the service: ``python -m app.commands COMMAND``, or ``./run COMMAND``."""

from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command

NAMES = ("serve", "maps", "export", "keys", "examples")
"""Each is a module of this package with a Typer application `app`."""


class _Commands(TyperGroup):
    """Commands that are imported when they are called: importing the service takes seconds, and few need it."""

    def list_commands(self, _context: typer.Context) -> list[str]:
        return list(NAMES)

    def get_command(self, _context: typer.Context, name: str) -> "typer.core.TyperCommand | TyperGroup | None":
        if name not in NAMES:
            return None
        command = get_command(import_module(f"app.commands.{name}").app)
        command.name = name
        return command


app = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Serve, draw and export the data."""


if __name__ == "__main__":
    app(prog_name="./run")
