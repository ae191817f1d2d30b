"""The library's values as JSON shapes: one function a kind, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from library import (
    Artist,
    ArtistDetail,
    Credit,
    Folder,
    FolderDetail,
    Genre,
    Marks,
    MusicLibrary,
    Page,
    Problem,
    Release,
    ReleaseDetail,
    ScanStatus,
    SearchResult,
    Starred,
    Track,
)
from server.http.api.shapes import (
    ArtistDetailJson,
    ArtistJson,
    ArtistPageJson,
    CreditJson,
    FolderDetailJson,
    FolderJson,
    GenreJson,
    GenresJson,
    LibrariesJson,
    MarksJson,
    MusicLibraryJson,
    ProblemFileJson,
    ProblemPageJson,
    ReleaseDetailJson,
    ReleaseJson,
    ReleasePageJson,
    ScanJson,
    SearchJson,
    TrackJson,
    TrackPageJson,
)


def track_json(track: Track) -> TrackJson:
    return TrackJson(
        id=track.id,
        title=track.title,
        release_id=track.release_id,
        release_title=track.release_title,
        artist=track.artist,
        artists=_credits(track.artists),
        disc=track.disc,
        number=track.number,
        year=track.year,
        genres=list(track.genres),
        duration_ms=track.duration_ms,
        codec=track.format.codec,
        bitrate_kbps=track.format.bitrate_kbps,
        sample_rate_hz=track.format.sample_rate_hz,
        bits=track.format.bits,
        size_bytes=track.size_bytes,
        cover_id=track.cover_id,
        marks=_marks(track.marks),
    )


def release_json(release: Release) -> ReleaseJson:
    return ReleaseJson(
        id=release.id,
        title=release.title,
        artist=release.artist,
        artists=_credits(release.artists),
        year=release.year,
        genres=list(release.genres),
        is_compilation=release.is_compilation,
        track_count=release.track_count,
        disc_count=release.disc_count,
        duration_ms=release.duration_ms,
        cover_id=release.cover_id,
        marks=_marks(release.marks),
    )


def artist_json(artist: Artist) -> ArtistJson:
    return ArtistJson(
        id=artist.id,
        name=artist.name,
        sort_name=artist.sort_name,
        release_count=artist.release_count,
        track_count=artist.track_count,
        cover_id=artist.cover_id,
        marks=_marks(artist.marks),
    )


def release_detail_json(detail: ReleaseDetail) -> ReleaseDetailJson:
    return ReleaseDetailJson(
        release=release_json(detail.release), tracks=[track_json(t) for t in detail.tracks]
    )


def artist_detail_json(detail: ArtistDetail) -> ArtistDetailJson:
    return ArtistDetailJson(
        artist=artist_json(detail.artist),
        releases=[release_json(release) for release in detail.releases],
        appears_on=[release_json(release) for release in detail.appears_on],
    )


def release_page_json(page: Page[Release]) -> ReleasePageJson:
    return ReleasePageJson(
        items=[release_json(release) for release in page.items], offset=page.offset, total=page.total
    )


def artist_page_json(page: Page[Artist]) -> ArtistPageJson:
    return ArtistPageJson(
        items=[artist_json(artist) for artist in page.items], offset=page.offset, total=page.total
    )


def track_page_json(page: Page[Track]) -> TrackPageJson:
    return TrackPageJson(
        items=[track_json(track) for track in page.items], offset=page.offset, total=page.total
    )


def problem_page_json(page: Page[Problem]) -> ProblemPageJson:
    items = [
        ProblemFileJson(path=each.path, reason=each.reason, seen_utc=each.seen_utc) for each in page.items
    ]
    return ProblemPageJson(items=items, offset=page.offset, total=page.total)


def genres_json(genres: Iterable[Genre]) -> GenresJson:
    return GenresJson(
        genres=[
            GenreJson(name=genre.name, track_count=genre.track_count, release_count=genre.release_count)
            for genre in genres
        ]
    )


def folder_json(folder: Folder) -> FolderJson:
    return FolderJson(id=folder.id, parent_id=folder.parent_id, name=folder.name)


def folder_detail_json(detail: FolderDetail) -> FolderDetailJson:
    return FolderDetailJson(
        folder=folder_json(detail.folder),
        folders=[folder_json(folder) for folder in detail.folders],
        tracks=[track_json(track) for track in detail.tracks],
    )


def roots_json(roots: Iterable[Folder]) -> FolderDetailJson:
    return FolderDetailJson(folder=None, folders=[folder_json(root) for root in roots], tracks=[])


def libraries_json(libraries: Sequence[MusicLibrary]) -> LibrariesJson:
    return LibrariesJson(
        libraries=[MusicLibraryJson(id=one.id, name=one.name, kind=one.kind.value) for one in libraries]
    )


def search_json(found: SearchResult | Starred) -> SearchJson:
    return SearchJson(
        artists=[artist_json(artist) for artist in found.artists],
        releases=[release_json(release) for release in found.releases],
        tracks=[track_json(track) for track in found.tracks],
    )


def scan_json(status: ScanStatus) -> ScanJson:
    return ScanJson(
        state=status.state.value,
        seen=status.seen,
        expected=status.expected,
        added=status.added,
        changed=status.changed,
        removed=status.removed,
        failed=status.failed,
        reason=status.reason,
        rate_files_per_s=status.rate_files_per_s and round(status.rate_files_per_s, 1),
        remaining_s=status.remaining_s,
    )


def _marks(marks: Marks) -> MarksJson:
    return MarksJson(
        starred=marks.starred_utc is not None,
        rating=marks.rating,
        plays=marks.plays,
        position_ms=marks.position_ms,
        left_utc=marks.left_utc,
    )


def _credits(credits: Iterable[Credit]) -> list[CreditJson]:
    return [CreditJson(artist_id=credit.artist_id, name=credit.name) for credit in credits]
