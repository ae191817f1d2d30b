"""The made-up library that benches measure, with a listener of some years."""

from __future__ import annotations

import random
from pathlib import Path

from library import Database, Library, UserId, fill_made_up, migrations

LISTENER = UserId(1)


def opened(folder: Path, tracks: int) -> Library:
    """The library in `folder`, made there first if it is not."""
    path = folder / f"{tracks}.db"
    is_new = not path.exists()
    database = Database(path)
    database.migrate(migrations)
    if is_new:
        fill_made_up(database, tracks)
    library = Library(database, roots=[Path("/music")], thumbnails=folder / "thumbnails")
    if is_new:
        marked(library, random.Random(2))
    return library


def marked(library: Library, choice: random.Random) -> None:
    """What a listener of some years has rated, starred and played: the same for every size."""
    one_of_each = {track.release_id: track.id for track in library.random_tracks(4_000)}
    tracks = list(one_of_each.values())[:800]
    library.star(tracks[:300], user=LISTENER)
    library.star([track.release_id for track in library.find_tracks(tracks[:300])], user=LISTENER)
    for track in tracks[:500]:
        library.rate(track, choice.randint(1, 5), user=LISTENER)
    library.played(
        [(track, 1_650_000_000_000 + at * 1_000_000) for at, track in enumerate(tracks)], user=LISTENER
    )
