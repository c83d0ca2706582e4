"""A lower floor never imports a higher one."""

import ast
from pathlib import Path

import otop
import pytest

HOUSE = Path(otop.__file__).parent
FLOORS = [
    {"errors", "i18n"},
    {"costing", "market", "planning", "pricing"},
    {"data", "sheets", "plots"},
    {"learn"},
    {"teach"},
    {"cli", "__main__"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py")


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_rooms(source: str) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "otop" else [f"otop.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("otop.")}
    return rooms


def climbs(path_room: str, source: str) -> set[str]:
    """Rooms on a higher floor that this source imports."""
    return {other for other in imported_rooms(source) if FLOOR_OF[other] > FLOOR_OF[path_room]}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_module_climbs(path):
    assert climbs(room(path), path.read_text(encoding="utf-8")) == set()


def test_every_room_has_a_floor():
    assert {room(path) for path in MODULES} == set(FLOOR_OF)


def test_a_climbing_import_is_seen():
    assert climbs("costing", "def f():\n    from otop.plots import Table\n") == {"plots"}
    assert climbs("costing", "from otop import learn\n") == {"learn"}
    assert climbs("learn", "import otop.teach.release\n") == {"teach"}
    assert climbs("plots", "from otop.costing import UnitCost\n") == set()
