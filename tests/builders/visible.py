"""A folder of music with a little of everything, and all of its catalogue that a person can see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from library import Library, Marks, ReleaseOrder
from tests.builders.shelf import MANY, Shelf, all_tracks
from tests.builders.tags import png

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def fill(shelf: Shelf) -> None:
    """120 songs that share names in every way, and 12 files that are none."""
    for release in range(12):
        for number in range(10):
            shelf.add(
                f"{release % 3}/{release}/{number}.mp3",
                picture=png(8 + release) if number % 4 == 0 else None,
                title=f"Song {number}",
                artist=[f"Artist {(release + number) % 5}", f"artist {release % 4}"],
                album=f"Release {release % 9}",
                genre=f"Genre {release % 2}",
                date=str(1990 + release),
                **({"albumartist": f"Band {release % 4}"} if release % 2 else {}),
            )
        (shelf.music / f"{release % 3}/{release}/bad.mp3").write_text("no music")


def visible(library: Library) -> object:
    """All that a person can see of it, but for the ids and times of discovery."""
    tracks = sorted((
        (track.path, track.title, track.artist, track.release_title, track.disc, track.number, track.genres,
         [c.name for c in track.artists], [c.name for c in track.album_artists], track.cover_id is None)
        for track in all_tracks(library)
    ), key=repr)  # fmt: skip
    releases = sorted((
        (r.title, r.artist, r.year, r.genres, r.track_count, r.duration_ms, r.is_compilation, r.cover_id is None)
        for r in library.list_releases(ReleaseOrder.TITLE, MANY).items
    ), key=repr)  # fmt: skip
    artists = [
        (replace(artist, id="", cover_id=None, marks=Marks()))  # type: ignore[arg-type] # only compared
        for artist in library.list_artists().items
    ]
    words = library.search("song genre release band artist", artists=MANY, releases=MANY, tracks=MANY)
    problems = [replace(problem, seen_utc=_NEVER) for problem in library.problems(MANY).items]
    folders = library.get_folder(library.root_folders()[0].id).folders
    genres = library.list_genres()
    return (
        tracks,
        releases,
        artists,
        len(words.tracks),
        problems,
        [f.name for f in folders],
        genres,
        library.counts(),
    )


def assert_consistent(library: Library) -> None:
    """What is listed can be opened, and the counts agree with it."""
    tracks = all_tracks(library)
    releases = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert sum(release.track_count for release in releases) == len(tracks) == library.counts().tracks
    db = library._database.reading()
    total = "SELECT count, duration_ms, size_bytes FROM totals WHERE kind = 'tr'"
    counted = """SELECT count(*), coalesce(sum(duration_ms), 0), coalesce(sum(size_bytes), 0)
        FROM tracks WHERE is_present = 1"""
    assert tuple(db.execute(total).fetchone()) == tuple(db.execute(counted).fetchone())
    for release in releases:
        assert len(library.get_release(release.id).tracks) == release.track_count
    assert len(library.search("song", artists=MANY, releases=MANY, tracks=MANY).tracks) == len(tracks)
    for track in tracks:
        assert library.get_media_file(track.id).path.is_file()
