"""The documents: they name what exists, and what exists is named in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from click import Group

from server.cli import main
from server.http.api import ALL_ENDPOINTS
from server.http.subsonic.dispatch import METHODS
from tests.repository.tree import ROOT, parsed, product_modules, text_of, tracked_files

DOCUMENTS = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "server/http/subsonic/README.md",
    "server/http/subsonic/remotePlayback.md",
)
KINDS = (
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".in",
    ".js",
    ".css",
    ".html",
    ".yaml",
    ".example",
    "Makefile",
    "LICENSE",
)
THEIRS = ("config.toml", ".venv/")  # made on the machine that runs Segue
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def document(name: str) -> str:
    text = text_of(name)
    assert text, name
    return text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_within_the_repository_leads_somewhere(name):
    folder = (ROOT / name).parent
    inner = [link for link in LINK.findall(document(name)) if "://" not in link]
    assert [link for link in inner if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_exists(name):
    named = {word for code in CODE.findall(document(name)) for word in code.split() if looks_like_path(word)}
    assert sorted(word for word in named if not exists(word)) == []


@pytest.mark.parametrize("name", [*DOCUMENTS, ".ci/run", ".pre-commit-config.yaml"])
def test_every_make_target_that_is_named_exists(name):
    targets = set(TARGET.findall(document("Makefile")))
    calls = re.findall(r"^(?:timeout \S+ \d+ )?make (.+)$", code_of(name), re.MULTILINE)
    named = {word for call in calls for word in re.sub(r"[A-Z]+=(\"[^\"]*\"|\S+)", "", call).split()}
    assert named - targets == set()


def test_the_readme_shows_how_to_start():
    assert {"make run", "make demo"} <= set(CODE.findall(document("README.md"))) | set(
        document("README.md").splitlines()
    )


def test_every_command_of_the_program_is_in_the_readme():
    readme = document("README.md")
    assert isinstance(main, Group)
    for name, command in main.commands.items():
        inner = command.commands if isinstance(command, Group) else {"": None}
        for each in inner:
            assert f"run.py {name} {each}".strip() in readme


def test_every_section_of_the_settings_is_in_the_readme():
    sections = re.findall(r"^(?:# )?\[+([a-z.]+)\]", document("config.example.toml"), re.MULTILINE)
    assert sections
    assert [each for each in sections if f"[{each}]" not in document("README.md")] == []


def test_every_subsonic_method_is_described_and_no_other():
    rows = re.findall(r"^\| `([\w.]+)` \|", document("server/http/subsonic/README.md"), re.MULTILINE)
    assert sorted(rows) == sorted(METHODS)


def test_every_endpoint_says_what_it_does():
    """/api/openapi.json is their documentation: its words are the views'."""
    assert "/api/openapi.json" in document("README.md")
    silent = [f"{each.method} {each.path}" for each in ALL_ENDPOINTS if not each.view.__doc__]
    assert silent == []


def test_the_architecture_is_a_map_and_short_decisions():
    plan, *decisions = re.split(r"^##[#]? (?=\d+\. )", document("ARCHITECTURE.md"), flags=re.MULTILINE)
    assert plan.count("\n") <= 150
    assert [each.split(".", 1)[0] for each in decisions] == [str(n + 1) for n in range(len(decisions))]
    for each in decisions:
        title = each.splitlines()[0]
        assert each.strip().count("\n") <= 25, title
        for part in ("**Context.**", "**Choice.**", "**Consequences.**", "**Revisit**"):
            assert part in each, f"{title}: {part}"


def test_every_thread_is_in_the_table():
    names = {name for path in product_modules() for name in thread_names(path)}
    assert "sessions" in names
    table = document("ARCHITECTURE.md").split("## Threads")[1].split("\n## ")[0]
    assert sorted(name for name in names if f"`{name}" not in table) == []


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", document("CHANGELOG.md"), re.MULTILINE)
    assert headings[0].startswith("[Unreleased]")


def test_screenshots_are_small_and_shown():
    pictures = [path for path in tracked_files() if path.match("tests/screenshots/*.webp")]
    assert pictures
    for path in pictures:
        assert (ROOT / path).stat().st_size <= 150_000
        assert str(path) in document("README.md")


STARTERS = ("Thread", "ThreadPoolExecutor", "Rounds")


def thread_names(path: PurePosixPath) -> Iterator[str]:
    """How the names begin that the module gives to threads."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(STARTERS):
            given = {each.arg: each.value for each in node.keywords}
            name = given.get("name") or given.get("thread_name_prefix")
            assert name is not None, f"{path}:{node.lineno} starts a thread without a name"
            first = name.values[0] if isinstance(name, ast.JoinedStr) else name
            if not isinstance(first, ast.Name):  # else whoever hands it on is asked
                yield ast.literal_eval(first)


def looks_like_path(word: str) -> bool:
    if word.startswith(("/", "~", "http", "-", "<")) or "…" in word or "*" in word or word in THEIRS:
        return False
    is_file = PurePosixPath(word).suffix in KINDS or word in KINDS
    return (
        is_file or (word.endswith("/") and "(" not in word) or word.split("/")[0] in ("tests", "bench", ".ci")
    )


def exists(word: str) -> bool:
    """A path from the root, or the name of a file that there is somewhere."""
    return (ROOT / word).exists() or ("/" not in word and any(path.name == word for path in tracked_files()))


def code_of(name: str) -> str:
    """What a reader would type: fenced blocks and code within lines; all of a file that is no document."""
    text = document(name)
    if not name.endswith(".md"):
        return text
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    return "\n".join([*fenced, *CODE.findall(text)])
