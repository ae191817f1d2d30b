"""The lock files: exact versions, each with its hashes, all that was asked for, and no registry."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.repository.tree import text_of

LOCKS = ("requirements.lock", "requirements-dev.lock")
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def test_every_line_is_an_exact_version_or_its_hash():
    for lock in LOCKS:
        for line in str(text_of(lock)).splitlines():
            assert REQUIREMENT.match(line) or HASH.match(line), f"{lock}: {line}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_a_hash(lock):
    lines = [*str(text_of(lock)).splitlines(), ""]
    for line, following in itertools.pairwise(lines):
        assert not REQUIREMENT.match(line) or HASH.match(following), line


@pytest.mark.parametrize(
    ("asked", "lock"), [("requirements.in", LOCKS[0]), ("requirements-dev.in", LOCKS[1])]
)
def test_everything_that_is_asked_for_is_locked(asked, lock):
    assert names_asked(asked) - {name for name, _ in locked(lock)} == set()


def test_tests_run_on_the_versions_that_serve():
    assert locked(LOCKS[0]) - locked(LOCKS[1]) == set()


def names_asked(name: str) -> set[str]:
    lines = [line for line in str(text_of(name)).splitlines() if line and line[0] not in "#-"]
    return {normal(re.split(r"[<>=!~ ;\[]", line)[0]) for line in lines}


def locked(name: str) -> set[tuple[str, str]]:
    found = (REQUIREMENT.match(line) for line in str(text_of(name)).splitlines())
    return {(normal(match["name"]), match["version"]) for match in found if match}


def normal(name: str) -> str:
    """As packaging compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
