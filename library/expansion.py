"""What a list of ids stands for: tracks for themselves, releases, artists, folders and playlists for their tracks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from library.errors import NotFound, NotOwner
from library.library import Library
from library.model import ArtistId, FolderId, Limits, ReleaseId, Track, TrackId, UserId
from library.playlists import PlaylistId

_AT_ONCE = 200  # so many ids are asked about together, as few statements and no more memory than is wanted


def expand(
    library: Library, items: Sequence[str], *, most: int, user: UserId
) -> Iterator[tuple[str, Sequence[Track] | None]]:
    """Each id with its tracks, in order, of a folder or a playlist the first `most`; None: it is gone or hidden from
    the user. Ask for the next one only if its tracks are wanted."""
    ids = iter(items)
    while some := list(islice(ids, _AT_ONCE)):
        alone = [TrackId(item) for item in some if item.startswith("tr-")]
        tracks = {track.id: track for track in library.find_tracks(alone, for_user=user)} if alone else {}
        releases = {item: _releases(library, item, user) for item in dict.fromkeys(some)}
        wanted = list(dict.fromkeys(release for each in releases.values() for release in each or ()))
        of_release = library.find_tracks_of(wanted, for_user=user) if wanted else {}
        for item in some:
            known = releases[item]
            if item in tracks:
                yield item, [tracks[TrackId(item)]]
            elif known is not None and (item.startswith("ar-") or item in of_release):
                yield item, [track for release in known for track in of_release.get(release, ())]
            else:
                yield item, _listed(library, item, most, user)


def _releases(library: Library, item: str, user: UserId) -> Sequence[ReleaseId] | None:
    if item.startswith("al-"):
        return [ReleaseId(item)]
    if not item.startswith("ar-"):
        return None
    try:
        return [release.id for release in library.get_artist(ArtistId(item), for_user=user).releases]
    except NotFound:
        return None


def _listed(library: Library, item: str, most: int, user: UserId) -> Sequence[Track] | None:
    try:
        if item.startswith("fo-"):
            return library.tracks_below(FolderId(item), most=most, for_user=user)
        if item.startswith("pl-"):
            page = library.playlists.entries(PlaylistId(item), Limits(most), user)
            return [entry.track for entry in page.items]
    except (NotFound, NotOwner):
        pass
    return None
