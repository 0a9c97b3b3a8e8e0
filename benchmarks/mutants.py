"""Change the definitions of figures one operation at a time, and list the changes that no test notices (mutmut)."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("figures", "ranking", "totals", "communes", "indices")
UNNOTICED = 0
"""Exit code of the tests where all pass."""

_CONFIGURATION = f"""
[tool.mutmut]
source_paths = ["app"]
only_mutate = {json.dumps([f"app/analysis/{module}.py" for module in MODULES])}
also_copy = ["data"]
pytest_add_cli_args_test_selection = ["tests/analysis"]
"""
# the same examples for every mutant, however long they take
_CONFTEST = """
from hypothesis import HealthCheck, settings

untimed = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("mutants", **untimed)
settings.load_profile("mutants")
"""


def run() -> bool:
    """Test every mutant of `MODULES` with the tests of these, in a copy; print and tell whether none lives."""
    with TemporaryDirectory() as name:
        copy = Path(name)
        _lay_out(copy)
        subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=copy, check=True)
        alive = list(_alive(copy))
        for mutant in alive:
            subprocess.run([sys.executable, "-m", "mutmut", "show", mutant], cwd=copy, check=True)
    print(f"{len(alive)} mutants live; those that change no figure (a type, a strict zip) may.")
    return not alive


def _lay_out(copy: Path) -> None:
    shutil.copytree(ROOT / "app", copy / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", copy / "data")
    tests = copy / "tests" / "analysis"
    tests.mkdir(parents=True)
    for module in MODULES:
        shutil.copy(ROOT / "tests" / "analysis" / f"test_{module}.py", tests)
    (copy / "tests" / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
    (copy / "pyproject.toml").write_text(_CONFIGURATION, encoding="utf-8")


def _alive(copy: Path) -> Iterator[str]:
    for file in sorted((copy / "mutants" / "app" / "analysis").glob("*.meta")):
        results = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        yield from (mutant for mutant, code in results.items() if code == UNNOTICED)
