"""Copies of the script `run`, each with a PostgreSQL cluster of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

SCRIPT = Path(__file__).resolve().parents[1] / "run"
UNPACKED = SCRIPT.parent / ".packages"


@dataclass(frozen=True)
class Checkout:
    """A directory that holds a copy of the script alone."""

    path: Path

    def run(self, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | variables
        return subprocess.run(
            [self.path / "run", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )

    def bash(self, commands: str) -> subprocess.CompletedProcess[str]:
        """Run commands that may call the script's functions."""
        command = ["bash", "-c", f". ./run help >/dev/null; {commands}"]
        return subprocess.run(command, cwd=self.path, capture_output=True, text=True, check=False)

    def up(self) -> str:
        done = self.run("up")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def ask(address: str, query: str) -> str:
    with psycopg.connect(address) as connection:
        return str(connection.execute(query).fetchone()[0])


def data_directory(address: str) -> Path:
    return Path(ask(address, "SHOW data_directory"))


def make_checkout(path: Path) -> Iterator[Checkout]:
    path.mkdir(parents=True)
    shutil.copy(SCRIPT, path)
    if UNPACKED.is_dir():  # a user without root has PostgreSQL there
        (path / UNPACKED.name).symlink_to(UNPACKED)
    made = Checkout(path)
    yield made
    cluster = data_directory(made.up()).parent
    made.run("down")
    shutil.rmtree(cluster)
