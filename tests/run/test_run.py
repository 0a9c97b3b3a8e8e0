"""The script `run`: its usage, and the PostgreSQL cluster it keeps for a checkout."""

import os
import pty
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.checkouts import SCRIPT, Checkout, ask, data_directory, make_checkout


def server_process(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def is_answering(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def kill_server(data: Path) -> None:
    os.kill(server_process(data), signal.SIGKILL)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    yield from make_checkout(tmp_path_factory.mktemp("one") / "a checkout")


@pytest.fixture(scope="module")
def other_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    yield from make_checkout(tmp_path_factory.mktemp("other") / "a checkout")


@pytest.fixture
def fresh_checkout(tmp_path: Path) -> Iterator[Checkout]:
    yield from make_checkout(tmp_path / "a checkout")


@pytest.fixture
def checkout_alone(tmp_path: Path) -> Checkout:
    """A copy of the script that starts no server."""
    path = tmp_path / "a checkout"
    path.mkdir()
    shutil.copy(SCRIPT, path)
    return Checkout(path)


class TestUsage:
    @pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
    def test_is_printed_on_request(self, arguments: list[str]) -> None:
        done = Checkout(SCRIPT.parent).run(*arguments)
        assert done.returncode == 0
        assert done.stdout.startswith("usage: ./run COMMAND")

    @pytest.mark.parametrize("arguments", [["dmeo"], ["demo", "--noserve"]])
    def test_answers_what_is_not_understood(self, arguments: list[str]) -> None:
        done = Checkout(SCRIPT.parent).run(*arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("usage: ./run COMMAND")

    def test_names_every_command(self) -> None:
        commands = SCRIPT.read_text().partition("case $command in")[2].partition("help |")[0]
        usage = Checkout(SCRIPT.parent).run("help").stdout
        for command in (line.split(")")[0].strip() for line in commands.strip().splitlines()):
            assert f"\n  {command} " in usage


class TestDatabaseUrl:
    def test_is_used_and_no_server_started(self, tmp_path: Path) -> None:
        shutil.copy(SCRIPT, tmp_path)
        done = Checkout(tmp_path).run("up", DATABASE_URL="postgresql://somebody@example.org/results")
        assert done.stdout == "postgresql://somebody@example.org/results\n"
        assert not (tmp_path / ".cluster").exists()
        assert done.stderr == ""

    def test_what_only_reads_connects_with_the_login_that_may_only_read(self, checkout_alone: Checkout) -> None:
        done = checkout_alone.bash(
            "DATABASE_URL=postgresql://owner:secret@h/d SERVICE_DATABASE_URL=postgresql://reader@h/d;"
            " as_reader; env | grep DATABASE_URL"
        )
        assert done.stdout == "DATABASE_URL=postgresql://reader@h/d\n"
        for command in ("lab", "serve"):
            assert "as_reader" in checkout_alone.bash(f"declare -f {command}").stdout

    def test_where_there_is_no_such_login_it_says_so(self, checkout_alone: Checkout) -> None:
        done = checkout_alone.bash(
            "DATABASE_URL=postgresql://owner:secret@h/d; unset SERVICE_DATABASE_URL; as_reader; echo $DATABASE_URL"
        )
        assert done.stdout == "postgresql://owner:secret@h/d\n"
        assert "SERVICE_DATABASE_URL is not set" in done.stderr
        assert "secret" not in done.stderr

    def test_on_a_terminal_the_password_is_not_shown(self, tmp_path: Path) -> None:
        shutil.copy(SCRIPT, tmp_path)
        ours, theirs = pty.openpty()
        environment = {**os.environ, "DATABASE_URL": "postgresql://owner:secret@example.org/results"}
        subprocess.run([tmp_path / "run", "up"], env=environment, stdout=theirs, stderr=theirs, check=True)
        os.close(theirs)
        shown = os.read(ours, 4096).decode()
        os.close(ours)
        assert "postgresql://owner:…@example.org/results" in shown
        assert "secret" not in shown


class TestEnvironment:
    def test_compiled_code_is_kept_though_the_machines_variables_say_otherwise(
        self, checkout_alone: Checkout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        done = checkout_alone.bash("find_python; \"$python\" -c 'import sys; print(sys.dont_write_bytecode)'")
        assert done.stdout == "False\n", done.stderr


class TestCluster:
    def test_is_a_postgis_for_this_machine_alone(self, checkout: Checkout) -> None:
        address = checkout.up()
        assert ask(address, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(address, "SHOW server_encoding") == "UTF8"
        assert ask(address, "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'") == "1"
        assert not is_answering(address.replace("kharita:", "kharita:not-", 1))
        assert (data_directory(address).parent / "password").stat().st_mode & 0o077 == 0

    def test_has_a_login_for_the_service_that_may_only_read(self, checkout: Checkout) -> None:
        address = checkout.up()
        rights = "SELECT rolcanlogin AND NOT (rolsuper OR rolcreaterole OR rolcreatedb) FROM pg_roles WHERE rolname = "
        assert ask(address, f"{rights} 'kharita_service'") == "True"
        password = (data_directory(address).parent / "service-password").read_text().strip()
        login = re.sub("//.*@", f"//kharita_service:{password}@", address)
        assert ask(login, "SELECT current_user") == "kharita_service"
        assert (
            ask(
                address,
                "SELECT rolname FROM pg_roles JOIN pg_auth_members ON oid = roleid"
                " WHERE member = 'kharita_service'::regrole",
            )
            == "kharita_reader"
        )

    def test_stays_up_between_commands(self, checkout: Checkout, tmp_path: Path) -> None:
        address = checkout.up()
        again = checkout.run("up", cwd=tmp_path, PGHOST="example.org", PGPORT="1")
        assert again.stdout.strip() == address
        assert again.stderr == ""

    def test_is_made_once_by_two_commands_at_the_same_moment(self, fresh_checkout: Checkout) -> None:
        with ThreadPoolExecutor() as pool:
            addresses = list(pool.map(lambda _: fresh_checkout.up(), range(2)))
        assert addresses[0] == addresses[1]

    def test_belongs_to_one_checkout(self, checkout: Checkout, other_checkout: Checkout) -> None:
        address, other = checkout.up(), other_checkout.up()
        assert data_directory(address) != data_directory(other)
        assert checkout.run("down").returncode == 0
        assert not is_answering(address)
        assert is_answering(other)

    def test_keeps_address_and_data_when_stopped(self, checkout: Checkout) -> None:
        address = checkout.up()
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS kept")
        checkout.run("down")
        assert checkout.up() == address
        assert ask(address, "SELECT kept FROM kept") == "1"

    def test_is_stopped_only_if_it_runs(self, checkout: Checkout) -> None:
        checkout.run("down")
        done = checkout.run("down")
        assert done.returncode == 0
        assert "is not running" in done.stderr


class TestRecovery:
    def test_a_killed_server_is_started_again(self, checkout: Checkout) -> None:
        address = checkout.up()
        kill_server(data_directory(address))
        assert checkout.up() == address
        assert is_answering(address)

    def test_a_process_number_may_have_passed_to_another_process(
        self, checkout: Checkout, other_checkout: Checkout
    ) -> None:
        data, other = data_directory(checkout.up()), data_directory(other_checkout.up())
        kill_server(data)
        lines = (data / "postmaster.pid").read_text().splitlines(keepends=True)
        (data / "postmaster.pid").write_text("".join([f"{server_process(other)}\n", *lines[1:]]))
        assert data_directory(checkout.up()) == data
        assert is_answering(other_checkout.up())

    def test_a_port_taken_meanwhile_is_left_to_its_owner(self, checkout: Checkout) -> None:
        address = checkout.up()
        checkout.run("down")
        with socket.socket() as owner:
            owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            owner.bind(("127.0.0.1", int(address.rpartition(":")[2].partition("/")[0])))
            owner.listen()
            elsewhere = checkout.up()
        assert elsewhere != address
        assert is_answering(elsewhere)

    def test_a_cluster_left_half_made_is_made_again(self, checkout: Checkout) -> None:
        data = data_directory(checkout.up())
        checkout.run("down")
        data.rename(data.with_name("data.new"))
        (data.with_name("data.new") / "PG_VERSION").unlink()
        assert data_directory(checkout.up()) == data


class TestWithoutRoot:
    """What a user who may not install packages gets instead; here as whoever runs the tests."""

    def test_debians_packages_are_unpacked_and_pips_wheel_makes_the_environment(self, checkout_alone: Checkout) -> None:
        if shutil.which("apt-get") is None:
            pytest.skip("packages are unpacked on Debian and Ubuntu alone")
        done = checkout_alone.bash("with_own_apt unpack python3-pip-whl")
        if "Unable to" in done.stderr:
            pytest.skip("no package source can be reached")
        assert done.returncode == 0, done.stderr
        # Debian's Python has no ensurepip
        done = checkout_alone.bash("has_venv() { return 1; }; find_python; make_venv; .venv/bin/pip --version")
        assert str(checkout_alone.path / ".venv") in done.stdout, done.stderr

    def test_the_unpacked_chromium_is_a_command_wherever_the_checkout_moves(self, checkout_alone: Checkout) -> None:
        chromium = checkout_alone.path / ".packages/usr/lib/chromium/chromium"
        chromium.parent.mkdir(parents=True)
        chromium.write_text('#!/bin/sh\necho "$FONTCONFIG_PATH: $2"\n')
        chromium.chmod(0o755)
        assert checkout_alone.bash("add_chromium").returncode == 0
        moved = checkout_alone.path.rename(checkout_alone.path.with_name("moved elsewhere"))
        done = Checkout(moved).bash("\"$unpacked/bin/chromium\" --headless 'a page.html'")
        assert done.stdout.strip() == f"{moved}/.packages/etc/fonts: a page.html", done.stderr
