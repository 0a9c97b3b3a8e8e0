"""Loading: atomic, repeatable, and refusing what is wrong with file, row and reason."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from app.settings import ROOT
from etl.load import load
from etl.sources import Refused, read_sources
from etl.status import dataset_version

VOTES = Path("results/house-2021-local-votes.csv")
CONTESTS = Path("results/house-2021-local-contests.csv")
LINEAGE = Path("reference/party_lineage.csv")


def quietly(loaded):
    pass


def query(settings, statement):
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(statement).fetchall()


def content(settings):
    """Everything that results from loading, in an order of its own."""
    return (
        query(settings, "SELECT * FROM contest ORDER BY election_code, area_id"),
        query(settings, "SELECT * FROM party_result ORDER BY contest_id, party_code"),
        query(settings, "SELECT * FROM party_tally ORDER BY election_code, area_id, party_code"),
        query(settings, "SELECT * FROM source_file ORDER BY id"),
        query(settings, "SELECT * FROM dataset_digest ORDER BY election_code, table_name"),
    )


@pytest.fixture
def data_dir(tmp_path) -> Path:
    """A copy of the shipped tables, to spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("raw")))


def spoil(data_dir: Path, file: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text; return the row it stands in."""
    text = (data_dir / file).read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old} is not in {file}"
    (data_dir / file).write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


@pytest.fixture(scope="module")
def loaded(new_database, loaded_template):
    """A loaded database to which nothing is added, as all that is tried is refused; and its content."""
    with new_database(loaded_template) as settings:
        yield settings, content(settings)


@pytest.fixture
def refusal(loaded, data_dir) -> Callable[[], str]:
    """Load the spoilt tables, see that nothing changed, and return what was said."""
    settings, before = loaded

    def refuse() -> str:
        with pytest.raises(Refused) as refused:
            load(settings.model_copy(update={"data_dir": data_dir}), read_sources(data_dir).values(), quietly)
        assert content(settings) == before
        return str(refused.value)

    return refuse


class TestShippedData:
    def test_totals_of_each_election(self, settings):
        found = query(
            settings,
            """
            SELECT election_code, count(*), sum(seats), sum(valid_votes), sum(registered_voters)
            FROM contest JOIN election ON code = election_code GROUP BY 1 ORDER BY 1
            """,
        )
        assert [(code, contests, seats, votes) for code, contests, seats, votes, _ in found] == [
            ("communal-2015", 1_405, 27_395, None),
            ("communal-2021", 1_522, 31_305, None),
            ("house-2011-national", 92, None, 4_745_480),
            ("house-2016-local", 92, 305, 5_775_030),
            ("house-2016-national", 92, None, 5_806_004),
            ("house-2021-local", 92, 305, 7_588_505),
            ("house-2021-regional", 12, 90, 7_571_623),
            ("house-2026-local", 92, 305, 4_900_377),
            ("house-2026-regional", 12, 90, 4_838_149),
        ]
        assert {code: voters for code, *_, voters in found if voters} == {
            "house-2011-national": 13_420_631,
            "house-2021-local": 4_443_053,
            "house-2021-regional": 3_865_859,
            "house-2026-local": 268_994,
        }

    def test_seats_of_2021_are_the_definitive_ones(self, settings):
        found = query(
            settings,
            """
            SELECT party_code, sum(party_result.seats_won) FROM party_result JOIN contest ON contest.id = contest_id
            WHERE contest.election_code LIKE 'house-2021-%' GROUP BY 1 HAVING sum(party_result.seats_won) > 0
            """,
        )
        assert dict(found) == {
            **{"RNI": 102, "PAM": 87, "PI": 81, "USFP": 34, "MP": 28, "PPS": 22, "UC": 18, "PJD": 13, "MDS": 5},
            **{"FFD": 3, "AFG": 1, "PSU": 1},
        }

    def test_seats_of_2026_are_those_of_the_ministry(self, settings):
        found = query(
            settings,
            """
            SELECT party_code, sum(party_result.seats_won) FROM party_result JOIN contest ON contest.id = contest_id
            WHERE contest.election_code LIKE 'house-2026-%' GROUP BY 1 HAVING sum(party_result.seats_won) > 0
            """,
        )
        assert dict(found) == {
            **{"PAM": 97, "RNI": 66, "PI": 65, "PJD": 54, "MP": 29, "USFP": 26, "PPS": 19, "UC": 17, "AG": 8},
            **{"MDS": 8, "FFD": 2, "PE2": 2, "NEO": 1, "PUD": 1},
        }

    def test_unknown_is_null_and_no_list_is_no_row(self, settings):
        assert query(settings, "SELECT count(registered_voters) FROM contest WHERE election_code LIKE '%2016%'") == [
            (0,)
        ]
        absent = """
            SELECT count(*) FROM contest LEFT JOIN party_result ON contest_id = contest.id AND party_code = 'MP'
            WHERE contest.election_code = 'house-2021-local' AND party_code IS NULL
        """
        assert query(settings, absent) == [(13,)]

    def test_sums_of_larger_areas_are_those_of_their_contests(self, settings):
        found = query(
            settings,
            """
            SELECT level, sum(party_tally.votes) FROM party_tally JOIN area ON area.id = area_id
            WHERE election_code = 'house-2021-local' AND party_code = 'MP' GROUP BY 1 ORDER BY 1
            """,
        )
        assert found == [("constituency", 534_292), ("province", 534_292), ("region", 534_292)]

    def test_a_sum_over_an_unknown_is_unknown(self, settings):
        found = query(
            settings,
            """
            SELECT count(*), count(registered_voters), count(turnout) FROM tally JOIN area ON area.id = area_id
            WHERE election_code = 'house-2021-local' AND level = 'region'
            """,
        )
        assert found == [(12, 0, 0)]

    def test_every_result_names_its_file(self, settings):
        found = query(
            settings,
            """
            SELECT DISTINCT path, origin_file FROM party_result JOIN contest ON contest.id = contest_id
            JOIN source_file ON source_file.id = party_result.source_file_id
            WHERE contest.election_code = 'house-2021-local'
            """,
        )
        assert found == [(str(VOTES), "parlement-elections-2021-1-0.xlsx")]


class TestRepeat:
    def test_the_same_files_twice_change_nothing(self, own_settings):
        before = content(own_settings)
        outcomes = []
        load(own_settings, read_sources(own_settings.data_dir).values(), outcomes.append)
        assert {loaded.rows for loaded in outcomes} == {None}
        assert content(own_settings) == before

    def test_a_corrected_file_replaces_its_source_alone(self, own_settings, data_dir):
        spoil(data_dir, VOTES, "agadir-ida-outanane,AFG,2230,", "agadir-ida-outanane,AFG,2229,")
        spoil(data_dir, VOTES, "agadir-ida-outanane,FFD,660,", "agadir-ida-outanane,FFD,661,")
        settings = own_settings.model_copy(update={"data_dir": data_dir})
        outcomes = []
        before = dataset_version(settings)
        version = load(settings, read_sources(data_dir).values(), outcomes.append)
        assert [loaded.source for loaded in outcomes if loaded.rows is not None] == ["house-2021-local"]
        assert version != before
        found = query(
            settings,
            "SELECT sum(votes) FROM party_result JOIN contest ON contest.id = contest_id "
            "WHERE contest.election_code = 'house-2021-local' AND party_code = 'AFG'",
        )
        assert found == [(83_129,)]


class TestRefusals:
    def test_a_wrong_total(self, refusal, data_dir):
        spoil(data_dir, VOTES, "agadir-ida-outanane,AFG,2230,", "agadir-ida-outanane,AFG,2231,")
        row = spoil(
            data_dir, CONTESTS, "house-2021-local,agadir-ida-outanane,", "house-2021-local,agadir-ida-outanane,"
        )
        said = refusal()
        assert f"{CONTESTS}, row {row}: agadir-ida-outanane: the votes of the lists do not sum to valid_votes" in said
        assert f"{VOTES}: valid_votes sum to 7588506, 7588505 are declared" in said

    def test_an_unknown_party(self, refusal, data_dir):
        row = spoil(data_dir, VOTES, "agadir-ida-outanane,AFG,", "agadir-ida-outanane,AFX,")
        assert f"{VOTES}, row {row}: party_code 'AFX' is no party of parties.csv" in refusal()

    def test_a_constituency_that_stands_twice(self, refusal, data_dir):
        row = spoil(data_dir, CONTESTS, "house-2021-local,ain-chock,", "house-2021-local,agadir-ida-outanane,")
        said = refusal()
        assert f"{CONTESTS}, row {row}: house-2021-local / agadir-ida-outanane stands twice" in said

    def test_a_constituency_that_does_not_exist(self, refusal, data_dir):
        row = spoil(data_dir, CONTESTS, "house-2021-local,ain-chock,", "house-2021-local,atlantis,")
        said = refusal()
        assert f"{CONTESTS}, row {row}: area_code 'atlantis' is no area in which house-2021-local was held" in said

    @pytest.mark.parametrize("votes", ["-1", "1.5", "many", "", "99999999999", "NaN", "1e3", "٣"])
    def test_votes_that_are_no_count(self, refusal, data_dir, votes):
        row = spoil(data_dir, VOTES, "agadir-ida-outanane,AFG,2230,", f"agadir-ida-outanane,AFG,{votes},")
        if votes == "٣":  # an Arabic-Indic three is a number; then it is the totals that do not hold
            assert "do not sum to valid_votes" in refusal()
            return
        assert f"{VOTES}, row {row}: votes" in refusal()

    def test_a_turnout_above_one(self, refusal, data_dir):
        row = spoil(data_dir, CONTESTS, ",0.3616,", ",36.16,")
        assert f"{CONTESTS}, row {row}: turnout must be a rate in [0, 1], not '36.16'" in refusal()

    def test_other_columns(self, refusal, data_dir):
        spoil(data_dir, VOTES, "party_code", "parti")
        said = refusal()
        assert f"{VOTES}, row 1: columns missing: party_code; unknown: parti" in said

    def test_a_file_that_is_not_there(self, refusal, data_dir):
        (data_dir / VOTES).unlink()
        assert f"{VOTES}: is not there" in refusal()

    def test_a_file_in_another_encoding(self, refusal, data_dir):
        file = data_dir / "reference/parties.csv"
        file.write_bytes(file.read_text(encoding="utf-8").encode("utf-16-le"))
        assert "reference/parties.csv: cannot be read" in refusal()

    def test_a_party_that_results_use_cannot_leave(self, refusal, data_dir):
        lines = (data_dir / "reference/parties.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (data_dir / "reference/parties.csv").write_text(
            "".join(line for line in lines if not line.startswith("MP,")), encoding="utf-8"
        )
        spoil(data_dir, Path("sources.toml"), "parties = 38", "parties = 37")
        assert "still" in refusal()

    def test_a_party_with_two_pasts(self, refusal, data_dir):
        text = (data_dir / LINEAGE).read_text(encoding="utf-8")
        (data_dir / LINEAGE).write_text(f"{text}PML1,PAM,renamed,,nobody\n", encoding="utf-8")
        assert f"{LINEAGE}, row {text.count(chr(10)) + 1}: PML1 stands twice" in refusal()

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("PGV,PVM,", "XXX,PVM,", "party_code 'XXX' is no party of parties.csv"),
            ("PGV,PVM,", "PGV,PVX,", "lineage_code 'PVX' is no party, nor a lineage that two parties have"),
            ("PGV,PVM,", "PGV,PML1,", "lineage_code 'PML1' is followed further itself"),
            ("PGV,PVM,", "PGV,,", "lineage_code is empty where the relation is 'not comparable', and nowhere else"),
            ("PVM,renamed,", "PVM,cousin,", "relation 'cousin' is no relation"),
        ],
    )
    def test_a_lineage_that_leads_nowhere(self, refusal, data_dir, old, new, reason):
        row = spoil(data_dir, LINEAGE, old, new)
        assert f"{LINEAGE}, row {row}: {reason}" in refusal()

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ('base = "qualifying_votes"', 'base = "votes"', "laws.27-11.base: 'votes' is not one of"),
            ('law = "20-16"', 'law = "27-11"', "laws: law 27-11 has two rules for the ballot local"),
            ('threshold = "0.06"', "threshold = 0.06", "laws.27-11.threshold: 0.06 is no share"),
            ('base = "qualifying_votes"\n', "", "laws.27-11: lacks base"),
            ("[[rule]]", "[rule", "cannot be read"),
        ],
    )
    def test_a_law_that_cannot_be_followed(self, refusal, data_dir, old, new, reason):
        spoil(data_dir, Path("laws.toml"), old, new)
        assert f"laws.toml: {reason}" in refusal()


class TestKill:
    def test_killed_at_any_moment_the_database_is_as_before(self, own_settings, data_dir):
        spoil(data_dir, VOTES, "agadir-ida-outanane,AFG,2230,", "agadir-ida-outanane,AFG,2229,")
        spoil(data_dir, VOTES, "agadir-ida-outanane,FFD,660,", "agadir-ida-outanane,FFD,661,")
        settings = own_settings.model_copy(update={"data_dir": data_dir})
        before = content(settings)
        dice = random.Random(20210908)
        for _ in range(2):
            loader = start_loader(settings)
            wait_until_locked(settings, loader)
            with pytest.raises(subprocess.TimeoutExpired):
                loader.wait(dice.uniform(0, 0.05))
            loader.send_signal(signal.SIGKILL)
            loader.wait()
            assert content(settings) == before
        version = dataset_version(settings)
        assert load(settings, read_sources(data_dir).values(), quietly) != version


def start_loader(settings) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"DATABASE_URL": settings.libpq_url, "DATA_DIR": str(settings.data_dir)}
    return subprocess.Popen([sys.executable, "-m", "etl", "load"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def wait_until_locked(settings, loader) -> None:
    """Wait for the loader to be inside its transaction, which holds the advisory lock."""
    held = """
        SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database
        WHERE locktype = 'advisory' AND datname = current_database()
    """
    while query(settings, held) == [(0,)]:
        assert loader.poll() is None, "the loader ended before it began to load"
