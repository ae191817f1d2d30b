"""What there is to hear: releases, artists, tracks, genres, folders, search, covers, marks, scanning."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from msgspec import Meta, Struct

from devices import PlayToken
from library import (
    ArtistId,
    CoverId,
    DiskCache,
    FolderId,
    LibraryId,
    Limits,
    NotFound,
    ReleaseFilter,
    ReleaseId,
    ReleaseOrder,
    Role,
    ScanRunning,
    TrackId,
)
from server.http.api import library_shapes as shape
from server.http.api.registry import Call, Endpoint, Who
from server.http.api.shapes.library import (
    ArtistDetailJson,
    ArtistPageJson,
    CachesJson,
    ChaptersJson,
    FolderDetailJson,
    GenresJson,
    KeptJson,
    LibrariesJson,
    LibraryJson,
    MarksBody,
    ProblemPageJson,
    ReleaseDetailJson,
    ReleasePageJson,
    ScanBody,
    ScanJson,
    SearchJson,
    SegmentsJson,
    TrackJson,
    TrackLyricsJson,
    TrackPageJson,
    TrackSoundJson,
)
from server.http.covers import answer_cover
from server.http.listeners import user_listens
from server.http.whereabouts import whereabouts

Offset = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Limit = Annotated[int, Meta(ge=1, le=500)]
Year = Annotated[int, Meta(ge=0, le=9999)]
Text = Annotated[str, Meta(max_length=200)]


class PageQuery(Struct, frozen=True, kw_only=True):
    offset: Offset = 0
    limit: Limit = 100


class WithinQuery(Struct, frozen=True, kw_only=True):
    library_id: Text | None = None  # only what is in this library


class ListQuery(PageQuery, frozen=True, kw_only=True):
    library_id: Text | None = None  # as above


class ReleasesQuery(ListQuery, frozen=True, kw_only=True):
    order: ReleaseOrder = ReleaseOrder.TITLE
    genre: Text | None = None
    from_year: Year | None = None
    to_year: Year | None = None
    label: Text | None = None
    credited_id: Text | None = None  # an artist …
    role: Role = Role.COMPOSER  # … in this role


class TracksQuery(ListQuery, frozen=True, kw_only=True):
    genre: Text | None = None
    artist_id: Text | None = None


class SearchQuery(WithinQuery, frozen=True, kw_only=True):
    q: Text = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20  # of each kind


class CoverQuery(Struct, frozen=True, kw_only=True):
    size: Annotated[int, Meta(ge=16, le=2000)] | None = None  # longest edge in px; none: the original


def get_library(call: Call, query: WithinQuery) -> LibraryJson:
    """How much music there is, and the scan's state."""
    counts = call.services.library.counts(for_user=call.user.id, within=within(query))
    return LibraryJson(
        tracks=counts.tracks,
        releases=counts.releases,
        artists=counts.artists,
        duration_ms=counts.duration_ms,
        size_bytes=counts.size_bytes,
        scan=shape.scan_json(call.services.library.scan_status()),
    )


def list_releases(call: Call, query: ReleasesQuery) -> ReleasePageJson:
    """Releases in the order asked for."""
    page = call.services.library.list_releases(
        query.order,
        Limits(query.limit, query.offset),
        where=_filter(query),
        for_user=call.user.id,
        within=within(query),
    )
    return shape.release_page_json(page)


def get_release(call: Call, id: str) -> ReleaseDetailJson:
    """A release with its tracks by disc and number."""
    detail = call.services.library.get_release(ReleaseId(id), for_user=call.user.id)
    return shape.release_detail_json(detail)


def list_artists(call: Call, query: ListQuery) -> ArtistPageJson:
    """Album artists by sort name."""
    limits = Limits(query.limit, query.offset)
    page = call.services.library.list_artists(limits, for_user=call.user.id, within=within(query))
    return shape.artist_page_json(page)


def get_artist(call: Call, id: str) -> ArtistDetailJson:
    """An artist with their releases and those they appear on."""
    return shape.artist_detail_json(call.services.library.get_artist(ArtistId(id), for_user=call.user.id))


def list_tracks(call: Call, query: TracksQuery) -> TrackPageJson:
    """Tracks of a genre or an artist, or all."""
    page = call.services.library.list_tracks(
        Limits(query.limit, query.offset),
        genre=query.genre,
        artist_id=None if query.artist_id is None else ArtistId(query.artist_id),
        for_user=call.user.id,
        within=within(query),
    )
    return shape.track_page_json(page)


def get_track(call: Call, id: str) -> TrackJson:
    """One track."""
    return shape.track_json(call.services.library.get_track(TrackId(id), for_user=call.user.id))


def get_lyrics(call: Call, id: str) -> TrackLyricsJson:
    """The words of a track, from beside its file or inside it; empty if there are none."""
    return shape.lyrics_json(call.services.library.get_lyrics(TrackId(id), for_user=call.user.id))


def get_sound(call: Call, id: str) -> TrackSoundJson:
    """How loud a track is, and its outline."""
    return shape.sound_json(call.services.library.get_sound(TrackId(id), for_user=call.user.id))


def get_segments(call: Call, id: str) -> SegmentsJson:
    """The track in segments, for players of HLS and DASH; the links need no login and expire."""
    services = call.services
    media = services.library.get_media_file(TrackId(id), for_user=call.user.id)
    offer = services.streams.offer_package(
        media,
        token=PlayToken(""),
        listener=user_listens(call.user.id),
        where=whereabouts(call.request, services.config.server.public_url, call.user.max_kbps),
    )
    folder = offer.path.rpartition("/")[0]
    dash = None if services.streams.seals_segments else f"{folder}/manifest.mpd"
    return SegmentsJson(hls=offer.path, hls_lossless=f"{folder}/lossless.m3u8", dash=dash)


def get_chapters(call: Call, id: str) -> ChaptersJson:
    """The chapters of an audiobook, by time; empty for music."""
    return shape.chapters_json(call.services.library.get_chapters(TrackId(id), for_user=call.user.id))


def get_caches(call: Call) -> CachesJson:
    """How much disk space is taken by what could be made again."""
    services = call.services
    return CachesJson(streams=_kept(services.streams.kept), covers=_kept(services.library.thumbnails))


def _kept(cache: DiskCache) -> KeptJson:
    return KeptJson(bytes=cache.total_bytes, budget_bytes=cache.budget_bytes)


def list_libraries(call: Call) -> LibrariesJson:
    """The libraries that the caller sees."""
    return shape.libraries_json(call.services.library.list_libraries(for_user=call.user.id))


def list_genres(call: Call, query: WithinQuery) -> GenresJson:
    """All genres."""
    library = call.services.library
    return shape.genres_json(library.list_genres(for_user=call.user.id, within=within(query)))


def list_roots(call: Call, query: WithinQuery) -> FolderDetailJson:
    """The music folders themselves."""
    library = call.services.library
    return shape.roots_json(library.root_folders(for_user=call.user.id, within=within(query)))


def get_folder(call: Call, id: str) -> FolderDetailJson:
    """A folder as it is on disk."""
    return shape.folder_detail_json(call.services.library.get_folder(FolderId(id), for_user=call.user.id))


def search(call: Call, query: SearchQuery) -> SearchJson:
    """Every word as the beginning of one; the best first, at most `limit` of each kind."""
    limits = Limits(query.limit)
    found = call.services.library.search(
        query.q,
        artists=limits,
        releases=limits,
        tracks=limits,
        for_user=call.user.id,
        within=within(query),
    )
    return shape.search_json(found)


def list_starred(call: Call, query: WithinQuery) -> SearchJson:
    """What the caller has starred, last starred first."""
    starred = call.services.library.starred(for_user=call.user.id, within=within(query))
    return shape.search_json(starred)


def get_cover(call: Call, id: str, query: CoverQuery) -> Response:
    """A picture, never enlarged; its id changes when the picture does."""
    image = call.services.library.get_cover(CoverId(id), size_px=query.size, for_user=call.user.id)
    return answer_cover(image, call.request)


def set_marks(call: Call, id: str, body: MarksBody) -> None:
    """Stars and rates a track, release or artist; what is null stays as it is."""
    library, user = call.services.library, call.user.id
    if body.starred is not None:
        (library.star if body.starred else library.unstar)([id], user=user)
    if body.rating is not None:
        library.rate(id, body.rating or None, user=user)


def list_problems(call: Call, query: PageQuery) -> ProblemPageJson:
    """Files that could not be indexed, or only in part, and why."""
    limits = Limits(query.limit, query.offset)
    return shape.problem_page_json(call.services.library.problems(limits, for_user=call.user.id))


def get_scan(call: Call) -> ScanJson:
    """How far the scan is."""
    return shape.scan_json(call.services.library.scan_status())


def start_scan(call: Call, body: ScanBody) -> ScanJson:
    """Starts a scan of everything, or of one folder; `full` reads unchanged files, too.

    Progress follows as `scan` events.
    """
    folder = None if body.folder_id is None else FolderId(body.folder_id)
    call.services.library.start_scan(full=body.full, folder_id=folder)
    return shape.scan_json(call.services.library.scan_status())


def cancel_scan(call: Call) -> ScanJson:
    """Asks a running scan to end; what it has read stays, and the next one reads the rest."""
    call.services.library.cancel_scan()
    return shape.scan_json(call.services.library.scan_status())


def _filter(query: ReleasesQuery) -> ReleaseFilter:
    return ReleaseFilter(
        genre=query.genre,
        from_year=query.from_year,
        to_year=query.to_year,
        label=query.label,
        credit=None if query.credited_id is None else (ArtistId(query.credited_id), query.role),
    )


def within(query: WithinQuery | ListQuery) -> tuple[LibraryId, ...]:
    return () if query.library_id is None else (LibraryId(query.library_id),)


PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")

ENDPOINTS = (
    Endpoint("GET", "/api/libraries", list_libraries),
    Endpoint("GET", "/api/caches", get_caches),
    Endpoint("GET", "/api/library", get_library, raises=(NotFound,)),
    Endpoint("GET", "/api/releases", list_releases, raises=(NotFound,)),
    Endpoint("GET", "/api/releases/{id}", get_release, raises=(NotFound,)),
    Endpoint("GET", "/api/artists", list_artists, raises=(NotFound,)),
    Endpoint("GET", "/api/artists/{id}", get_artist, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks", list_tracks, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks/{id}", get_track, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks/{id}/lyrics", get_lyrics, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks/{id}/sound", get_sound, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks/{id}/segments", get_segments, raises=(NotFound,)),
    Endpoint("GET", "/api/tracks/{id}/chapters", get_chapters, raises=(NotFound,)),
    Endpoint("GET", "/api/genres", list_genres, raises=(NotFound,)),
    Endpoint("GET", "/api/folders", list_roots, raises=(NotFound,)),
    Endpoint("GET", "/api/folders/{id}", get_folder, raises=(NotFound,)),
    Endpoint("GET", "/api/search", search, raises=(NotFound,)),
    Endpoint("GET", "/api/starred", list_starred, raises=(NotFound,)),
    Endpoint("GET", "/api/covers/{id}", get_cover, raises=(NotFound,), produces=PICTURES),
    Endpoint("PUT", "/api/marks/{id}", set_marks, raises=(NotFound,)),
    Endpoint("GET", "/api/problems", list_problems),
    Endpoint("GET", "/api/scan", get_scan),
    Endpoint("POST", "/api/scan", start_scan, status=202, who=Who.ADMIN, raises=(ScanRunning, NotFound)),
    Endpoint("DELETE", "/api/scan", cancel_scan, status=202, who=Who.ADMIN),
)
