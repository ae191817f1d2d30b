from __future__ import annotations

import pytest

from library import FolderId, NotFound
from tests.builders.shelf import Shelf, scanned


def test_a_folder_is_played_with_all_that_is_in_it_in_the_order_of_the_page(shelf: Shelf) -> None:
    for path in ("B/2.mp3", "B/Disc 10/1.mp3", "B/Disc 2/1.mp3", "A/1.mp3", "B/1.mp3"):
        number = path[-5]
        shelf.add(path, title=path, tracknumber=number)
    library = shelf.open()
    scanned(library)
    (root,) = library.root_folders()
    played = [track.title for track in library.tracks_below(root.id, most=9)]
    assert played == ["A/1.mp3", "B/Disc 2/1.mp3", "B/Disc 10/1.mp3", "B/1.mp3", "B/2.mp3"]
    assert [track.title for track in library.tracks_below(root.id, most=2)] == played[:2]
    with pytest.raises(NotFound):
        library.tracks_below(FolderId("fo-99"), most=1)
    library.close()
