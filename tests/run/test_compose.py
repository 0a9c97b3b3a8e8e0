"""compose.yaml and its scripts: passwords are random, each where it is needed and nowhere else."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from app.settings import ROOT

COMPOSE = ROOT / "compose.yaml"
SERVICES = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def make_passwords(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as compose does, with `chown` doing nothing: the users are those of the container."""
    stand_in = folder / "bin"
    stand_in.mkdir(exist_ok=True)
    (stand_in / "chown").write_text("#!/bin/sh\n")
    (stand_in / "chown").chmod(0o755)
    for login in ("owner", "service"):
        (folder / login).mkdir(exist_ok=True)
    environment = {**os.environ, "PATH": f"{stand_in}:{os.environ['PATH']}"}
    command = ["sh", ROOT / "docker" / "passwords.sh", folder]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)


def test_passwords_are_random_made_once_and_shown_to_nobody(tmp_path):
    told = make_passwords(tmp_path)
    made = {login: (tmp_path / login / "password").read_text() for login in ("owner", "service")}
    assert all(re.fullmatch("[0-9a-f]{48}", password) for password in made.values())
    assert made["owner"] != made["service"]
    assert told.stdout + told.stderr == ""
    make_passwords(tmp_path)
    assert made == {login: (tmp_path / login / "password").read_text() for login in made}
    for login, user in (("owner", "kharita"), ("service", "kharita_service")):
        assert (tmp_path / login / "pgpass").read_text() == f"database:5432:kharita:{user}:{made[login]}\n"
        assert {(tmp_path / login / file).stat().st_mode & 0o077 for file in ("password", "pgpass")} == {0}


def test_no_password_is_in_the_files():
    for file in (COMPOSE, *(ROOT / "docker").iterdir()):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"//\w+:\w+@", text), file
        assert not re.search(r"PASSWORD:|PASSWORD '\w", text), file


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "passwords"])
def test_each_service_sees_the_passwords_it_needs_and_no_other(name):
    mounted = {volume.split(":")[0] for volume in SERVICES[name]["volumes"] if "password" in volume}
    needed = {"database": {"owner_password", "service_password"}, "service": {"service_password"}}
    assert mounted == needed.get(name, {"owner_password"})
    assert all(volume.endswith(":ro") for volume in SERVICES[name]["volumes"] if "password" in volume)


def test_without_a_key_the_service_lets_read_and_is_published_to_this_machine_alone():
    service = SERVICES["service"]
    assert service["environment"]["PUBLIC_ROLE"] == "reader"
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    assert service["environment"]["DATABASE_URL"].startswith("postgresql://kharita_service@")
    assert SERVICES["key"]["command"][:2] == ["keys", "keep"]
