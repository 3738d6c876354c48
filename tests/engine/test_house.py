"""The house: a room knows only those that stand before it, and a name leads to one thing."""

import ast
import importlib

import pytest
from tools.reference import ROOT

import helpers
import lstm_shapes

# Each room of a package knows the ones before it, and lstm_shapes knows nothing of helpers.
ROOMS = {
    "lstm_shapes": "axes causes program checks evidence slips search repair found messages drawing report diagnosis explaining notebook flows",
    "helpers": "datasets environment exercises pictures panels clinic own_data",
}
MODULES = [path for package in ROOMS for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path):
    """Yield every module of the two packages that a module imports, within its functions too."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    names = {name_of(module) for module in MODULES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            if whole in names or base in names:
                yield whole if whole in names else base


def room(name):
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_knows_its_own_room_and_those_before_it(path):
    name = name_of(path)
    package = name.split(".")[0]
    order = ROOMS[package].split()
    for other in imported(path):
        if other.split(".")[0] == package and room(name) and room(other) != room(name):
            assert order.index(room(other)) < order.index(room(name)), f"{name} imports {other}"
        assert package == "helpers" or other.split(".")[0] == "lstm_shapes"


def test_no_module_is_reached_from_itself():
    arrows = {name_of(path): set(imported(path)) for path in MODULES}
    assert sum(map(len, arrows.values())) > 100
    open_, done = [], set()

    def visit(name):
        assert name not in open_, " imports ".join([*open_[open_.index(name) :], name])
        if name not in done:
            open_.append(name)
            for other in sorted(arrows[name] - {name}):
                visit(other)
            done.add(open_.pop())

    for name in arrows:
        visit(name)


@pytest.mark.parametrize("package", [helpers, lstm_shapes], ids=["helpers", "lstm_shapes"])
def test_a_public_name_is_not_that_of_a_module(package):
    """Importing a module puts it where the function was."""
    rooms = {room(name_of(path)) for path in MODULES if path.is_relative_to(ROOT / package.__name__)}
    assert rooms & set(package.__all__) == set()


def test_a_newcomer_sees_the_helpers_at_one_glance():
    assert len([path for path in (ROOT / "helpers").iterdir() if path.name != "__pycache__"]) <= 10


@pytest.mark.parametrize("name", helpers._MOVED)
def test_asking_helpers_for_a_name_that_moved_says_where_it_is(name):
    with pytest.raises(AttributeError) as caught:
        getattr(helpers, name)
    module, _, there = str(caught.value).removesuffix(".").partition("import ")[2].partition(", then ")
    assert there == f"{module}.{name}"
    assert getattr(importlib.import_module(module), name) is not None
