from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from library.scan.diff import Difference, Known, State, diff
from library.scan.walk import FileSeen

_paths = st.builds("/".join, st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
_stamps = st.tuples(st.integers(0, 2), st.integers(0, 2))
_found = st.dictionaries(_paths, _stamps).map(
    lambda found: [FileSeen(path, *stamp) for path, stamp in found.items()]
)
_known = st.dictionaries(_paths, st.tuples(_stamps, st.sampled_from(State), st.booleans())).map(
    lambda known: {
        path: Known(*stamp, state, (number,) if has_track or state is not State.BROKEN else ())
        for number, (path, (stamp, state, has_track)) in enumerate(known.items())
    }
)


def _placed(result: Difference) -> list[str]:
    files = [*result.added, *result.changed, *result.unchanged]
    return [file.path for file in files] + [file.path for file, _ in result.returned]


@given(_found, _known, st.lists(_paths, max_size=2), st.booleans())
def test_every_found_file_is_in_exactly_one_place(
    found: list[FileSeen], known: dict[str, Known], hidden: list[str], full: bool
) -> None:
    result = diff(found, known, unseen=hidden, full=full)
    assert sorted(_placed(result)) == sorted(file.path for file in found)


@given(_found, _known, st.lists(_paths, max_size=2))
def test_only_known_files_that_were_looked_for_and_not_found_are_removed(
    found: list[FileSeen], known: dict[str, Known], hidden: list[str]
) -> None:
    result = diff(found, known, unseen=hidden)
    gone = set(result.removed)
    assert gone <= known.keys() - {file.path for file in found}
    assert all(known[path].state is not State.MISSING for path in gone)
    assert not gone & set(hidden)


@given(_found)
def test_what_was_just_scanned_is_unchanged(found: list[FileSeen]) -> None:
    known = {f.path: Known(f.size_bytes, f.mtime_ns, State.PRESENT, (n,)) for n, f in enumerate(found)}
    assert diff(found, known) == Difference(unchanged=found)


@given(_found, _known)
def test_a_full_scan_leaves_nothing_unchanged(found: list[FileSeen], known: dict[str, Known]) -> None:
    result = diff(found, known, full=True)
    assert not result.unchanged
    assert not result.returned


def test_a_change_of_size_or_time_is_a_change() -> None:
    known = {"a": Known(1, 1, State.PRESENT, (1,)), "b": Known(1, 1, State.BROKEN, ())}
    found = [FileSeen("a", 1, 2), FileSeen("b", 2, 1)]
    assert diff(found, known).changed == found


def test_a_broken_file_is_not_read_again_until_it_changes() -> None:
    found = [FileSeen("a", 1, 1)]
    assert diff(found, {"a": Known(1, 1, State.BROKEN, ())}).unchanged == found


def test_a_missing_file_returns() -> None:
    found = [FileSeen("a", 1, 1)]
    assert diff(found, {"a": Known(1, 1, State.MISSING, (4, 5))}).returned == [(found[0], (4, 5))]


def test_what_could_not_be_looked_at_is_not_removed() -> None:
    assert diff([], {"a/b": Known(1, 1, State.PRESENT, (1,))}, unseen=["a/b"]).removed == []
