"""The documents: they name what exists, and what exists is named in them."""

from __future__ import annotations

import re
import shlex
from pathlib import PurePosixPath

import pytest
from click import Group

from server.cli import main
from server.http.api import ALL_ENDPOINTS
from server.http.subsonic.dispatch import METHODS
from tests.repository.tree import ROOT, text_of, tracked_files

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "server/http/subsonic/README.md")
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
    named = re.findall(r"(?:^|[`\s])make ([a-z]+)(?=[`\s]|$)", code_of(name), re.MULTILINE)
    assert set(named) - targets == set()


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
    rows = re.findall(r"^\| `(\w+)` \|", document("server/http/subsonic/README.md"), re.MULTILINE)
    assert sorted(rows) == sorted(METHODS)


def test_every_endpoint_says_what_it_does():
    """/api/openapi.json is their documentation: its words are the views'."""
    assert "/api/openapi.json" in document("README.md")
    silent = [f"{each.method} {each.path}" for each in ALL_ENDPOINTS if not each.view.__doc__]
    assert silent == []


def test_the_architecture_is_read_in_one_sitting():
    lines = document("ARCHITECTURE.md").split("\n## Decisions", 1)
    assert lines[0].count("\n") <= 200
    decisions = re.split(r"^### ", lines[1], flags=re.MULTILINE)[1:]
    assert [each.split("\n", 1)[0] for each in decisions if each.strip().count("\n") > 25] == []
    numbers = [int(each.split(".", 1)[0]) for each in decisions]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_says_when_to_think_again():
    decisions = re.split(
        r"^### ", document("ARCHITECTURE.md").split("\n## Decisions", 1)[1], flags=re.MULTILINE
    )[1:]
    for each in decisions:
        for part in ("**Context.**", "**Choice.**", "**Consequences.**", "**Revisit**"):
            assert part in each, f"{each.splitlines()[0]}: {part}"


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", document("CHANGELOG.md"), re.MULTILINE)
    assert headings[0].startswith("[Unreleased]")


def test_screenshots_are_small_and_shown():
    pictures = [path for path in tracked_files() if path.is_relative_to("tests/screenshots")]
    assert pictures
    for path in pictures:
        assert (ROOT / path).stat().st_size <= 150_000
        assert str(path) in document("README.md")


def looks_like_path(word: str) -> bool:
    if word.startswith(("/", "~", "http", "-", "<")) or "…" in word or "*" in word:
        return False
    is_file = PurePosixPath(word).suffix in KINDS or word in KINDS
    return (
        is_file or (word.endswith("/") and "(" not in word) or word.split("/")[0] in ("tests", "bench", ".ci")
    )


def exists(word: str) -> bool:
    """A path from the root, or the name of a file that there is somewhere."""
    return (ROOT / word).exists() or ("/" not in word and any(path.name == word for path in tracked_files()))


def code_of(name: str) -> str:
    """What a reader would type: fenced blocks and code in lines of a document, all of another file."""
    text = document(name)
    if not name.endswith(".md"):
        return "\n".join(shlex.join(line.split()) if "#" not in line else "" for line in text.splitlines())
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    return "\n".join([*fenced, *(f"`{code}`" for code in CODE.findall(text))])
