"""What every source file keeps to, beyond what linters know."""

from __future__ import annotations

import ast
import re

import pytest

from tests.repository.tree import dotted, parsed, product_modules, text_of, tracked_files

# Where SQL is: stores, queries, migrations and the door to the database. The doctor looks at a database
# that may be broken, from beside.
SQL_PLACES = re.compile(
    r"library\.(index|playlists|queries|scan|search)\.\w+|library\.belongings\.(bring|gather|gonic|navidrome)"
    r"|library\.(chores|covers|database|ids|libraries|listed|marks|matches|migrations|pictures|regroupings|screen)"
    r"|library\.rules\.compile|library\.analysis\.store"
    r"|server\.\w+\.(store|migrations)|server\.doctor"
)
SQL = re.compile(
    r"\s*(SELECT\s|INSERT (INTO|OR)\s|UPDATE \w+ SET\s|DELETE FROM\s|CREATE (TABLE|INDEX)\s|PRAGMA\s)"
)
BUILT_ON = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "crates" + ".io",
    "deb." + "debian.org",
)
MACHINE = ("/wo" + "rk/", "/ro" + "ot/", "work" + "tree")

faces = pytest.mark.parametrize("path", [p for p in product_modules() if p.name == "__init__.py"], ids=str)


def test_every_module_says_what_it_is_for():
    assert [str(path) for path in product_modules() if not ast.get_docstring(parsed(path))] == []


@faces
def test_a_package_is_its_law_its_imports_and_its_names(path):
    docstring, *rest = parsed(path).body
    assert isinstance(docstring, ast.Expr)
    assert "LAW" in str(ast.get_docstring(parsed(path)))
    for statement in rest:
        is_names = isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__"
        assert isinstance(statement, ast.ImportFrom) or is_names, ast.unparse(statement)


@faces
def test_a_face_names_what_it_imports(path):
    tree = parsed(path)
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    named = next((ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign)), [])
    assert set(named) == imported


def test_sql_stays_in_stores_and_queries():
    found = {
        dotted(path)
        for path in product_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    }
    assert found, "the look for SQL finds none at all"
    assert {name for name in found if not SQL_PLACES.fullmatch(name)} == set()


def test_nobody_prints():
    calls = [
        f"{path}:{node.lineno}"
        for path in product_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert calls == []


def test_no_module_has_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "common", "manager", "base", "misc"}
    assert [str(path) for path in product_modules() if path.stem in empty or empty & set(path.parts)] == []


@pytest.mark.parametrize("word", BUILT_ON)
def test_no_file_names_the_registry_that_packages_came_from(word):
    assert holding(word) == []


@pytest.mark.parametrize("word", MACHINE)
def test_no_file_names_a_place_of_the_machine_it_was_written_on(word):
    assert holding(word) == []


def holding(word: str) -> list[str]:
    return [str(path) for path in tracked_files() if word in (text_of(path) or "").lower()]


def test_whoever_inserts_tracks_counts_them():
    """No trigger does: library.listed.count_new_tracks."""
    inserting = [
        path for path in product_modules() if re.search(r"INSERT (OR \w+ )?INTO tracks\b", text_of(path))
    ]
    assert len(inserting) == 2
    assert [str(path) for path in inserting if "count_new_tracks(db, last=" not in text_of(path)] == []
