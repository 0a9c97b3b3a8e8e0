"""The tree: rooms that say what they hold, and one name for one thing."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RESOURCES = {path.stem for path in (ROOT / "app/api/routers").glob("*.py")}
"""Nouns of the API: the router, the schema, the queries and the figures of one are modules of its name."""

FORMS_OF_ONE_THING = ("app/store/models", "app/api/schemas", "app/analysis")
"""A thing may be a table, a shape in JSON and a record of pure code under one name."""


def modules() -> list[Path]:
    found = [path.relative_to(ROOT) for room in ("app", "etl") for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(found) > 200
    return found


def room_of(module: Path) -> str:
    """``app/store`` of ``app/store/models/areas.py``; the loader is one room."""
    return "/".join(module.parts[: 2 if module.parts[0] == "app" else 1])


def classes(module: Path) -> Iterator[str]:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    return (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def test_nothing_stands_in_front_of_the_rooms_but_the_service_its_settings_and_its_errors():
    loose = {path.stem for path in (ROOT / "app").glob("*.py")}
    assert loose == {"__init__", "main", "settings", "errors"}


@pytest.mark.parametrize("package", [path for path in modules() if path.name == "__init__.py"], ids=str)
def test_a_package_says_what_it_holds(package):
    assert ast.get_docstring(ast.parse((ROOT / package).read_text(encoding="utf-8")))


def test_every_directory_with_code_is_a_package():
    folders = {path.parent for path in modules()}
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


def test_modules_of_two_rooms_share_a_name_only_where_it_is_a_resource_of_the_api():
    rooms = defaultdict(set)
    for module in modules():
        rooms[module.stem].add(room_of(module))
    shared = {name for name, found in rooms.items() if len(found) > 1} - {"__init__", "__main__"}
    assert shared - RESOURCES == set()


def test_one_class_name_is_one_thing_in_at_most_three_forms():
    places = defaultdict(list)
    for module in modules():
        for name in classes(module):
            form = next((form for form in FORMS_OF_ONE_THING if module.is_relative_to(form)), None)
            places[name].append(form or str(module))
    shared = {name: found for name, found in places.items() if len(found) > 1}
    allowed = {name for name, found in shared.items() if len(set(found)) == len(found) <= len(FORMS_OF_ONE_THING)}
    elsewhere = {name for name, found in shared.items() if not set(found) <= set(FORMS_OF_ONE_THING)}
    assert {name: shared[name] for name in set(shared) - allowed | elsewhere} == {}
