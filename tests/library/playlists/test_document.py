"""A playlist file that is written anew keeps what others put into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.playlists.document import Block, Document, block_for, parse_document, rendered, rewritten

_FILE = """#EXTM3U
#PLAYLIST:For the road
# made by hand

#EXTINF:215,Miles Davis - So What
#EXTVLCOPT:start-time=3
a/1.flac
b/2.flac
# the next one is away
#EXTINF:9,Somebody - Gone
gone.mp3
#EXTINF:10,C - Three
c/3.flac
# end
"""
_NEW = {number: block_for(f"new/{number}.mp3", "Artist", f"Title {number}", 61_400) for number in range(9)}


def _paths(document: Document) -> list[str]:
    return [block.path for block in document.blocks]


def test_what_is_not_changed_is_written_as_it_was() -> None:
    document = parse_document(_FILE.encode())
    assert rendered(document) == _FILE.encode()
    assert rendered(rewritten(document, [1, 2, None, 3], [1, 2, 3], _NEW)) == _FILE.encode()
    assert document.name == "For the road"
    assert [(line.path, line.title) for line in document.lines()] == [
        ("a/1.flac", "So What"),
        ("b/2.flac", None),
        ("gone.mp3", "Gone"),
        ("c/3.flac", "Three"),
    ]


def test_kept_tracks_keep_their_lines_and_new_ones_get_some() -> None:
    document = rewritten(parse_document(_FILE.encode()), [1, 2, None, 3], [3, 1, 4], _NEW)
    assert _paths(document) == ["c/3.flac", "a/1.flac", "new/4.mp3", "gone.mp3"]
    assert document.blocks[1].comments == (
        "#EXTINF:215,Miles Davis - So What",
        "#EXTVLCOPT:start-time=3",
    )
    assert document.blocks[2].comments == ("#EXTINF:61,Artist - Title 4",)
    assert document.tail == ("# end",)


def test_a_line_of_no_known_track_stays_behind_the_one_before_it() -> None:
    document = rewritten(parse_document(_FILE.encode()), [1, 2, None, 3], [2, 3, 1], _NEW)
    assert _paths(document) == ["b/2.flac", "gone.mp3", "c/3.flac", "a/1.flac"]


def test_a_track_may_be_in_the_list_twice() -> None:
    document = rewritten(parse_document(b"x.mp3\n#again\nx.mp3\n"), [1, 1], [1, 2, 1, 1], _NEW)
    assert _paths(document) == ["x.mp3", "new/2.mp3", "x.mp3", "new/1.mp3"]
    assert document.blocks[2].comments == ("#again",)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"#EXTM3U\n#PLAYLIST: Mine \n1.mp3\n", "Mine"),
        (b'#GONIC-NAME:"My \\"Best\\""\n1.mp3\n', 'My "Best"'),
        (b"#EXTM3U\n#PLAYLIST:\n1.mp3\n", None),
        (b"1.mp3\n#PLAYLIST:Late\n", None),
    ],
)
def test_a_list_may_say_what_it_is_called(data: bytes, name: str | None) -> None:
    assert parse_document(data).name == name


def test_a_new_name_takes_the_place_of_the_old_one() -> None:
    document = parse_document(_FILE.encode()).named("Other\nwise")
    assert document.name == "Other wise"
    assert rendered(document).decode().count("#PLAYLIST:") == 1
    assert parse_document(b"1.mp3\n").named("X").head == ("#PLAYLIST:X",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_the_encoding_and_the_ends_of_lines_stay(encoding: str) -> None:
    data = "#EXTM3U\r\n#EXTINF:1,Björk - Jóga\r\nBjörk/Jóga.mp3\r\n".encode(encoding)
    assert rendered(parse_document(data)) == data


def test_letters_that_the_encoding_lacks_make_it_utf_8() -> None:
    document = parse_document("Björk.mp3\n".encode("latin-1")).named("Кино")
    assert parse_document(rendered(document)).name == "Кино"
    assert _paths(parse_document(rendered(document))) == ["Björk.mp3"]


_found = st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=8)


@given(_found, st.lists(st.integers(0, 8), max_size=8))
def test_every_wanted_track_and_every_unknown_line_is_there(
    found: list[int | None], wanted: list[int]
) -> None:
    blocks = tuple(Block((), f"{'none' if track is None else track}/{at}") for at, track in enumerate(found))
    paths = _paths(rewritten(Document(blocks=blocks), found, wanted, _NEW))
    unknown = [path for path in paths if path.startswith("none/")]
    assert sorted(unknown) == sorted(block.path for block in blocks if block.path.startswith("none/"))
    tracks = [path for path in paths if not path.startswith("none/")]
    assert [int(path.removeprefix("new/").partition("/")[0].partition(".")[0]) for path in tracks] == wanted
