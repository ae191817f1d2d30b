"""A small library in memory with the face of library.Library, as far as the HTTP API asks of it."""

# ruff: noqa: B008 - the signatures are those of library.Library
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from library import (
    Artist,
    ArtistDetail,
    ArtistId,
    AudioFormat,
    Chapter,
    Counts,
    CoverId,
    CoverImage,
    Credit,
    Credited,
    Double,
    DoubleKind,
    Finding,
    FindingKind,
    Folder,
    FolderDetail,
    FolderId,
    Genre,
    Label,
    LibraryId,
    LibraryKind,
    Limits,
    LyricLine,
    Lyrics,
    Marks,
    MediaFile,
    MusicLibrary,
    NotFound,
    Page,
    Problem,
    Regrouping,
    Release,
    ReleaseDetail,
    ReleaseFilter,
    ReleaseId,
    ReleaseOrder,
    Role,
    ScanRunning,
    ScanState,
    ScanStatus,
    SearchResult,
    Sound,
    Starred,
    Track,
    TrackId,
    TrackMatch,
    UserId,
    WatchPlan,
    Year,
)

T = TypeVar("T")
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
NINA = Credit(ArtistId("ar-1"), "Nina")
MUSIC = MusicLibrary(LibraryId("li-1"), "Music", LibraryKind.MUSIC)
FOLDER = Folder(FolderId("fo-1"), None, "music")


def a_track(number: int) -> Track:
    return Track(
        id=TrackId(f"tr-{number}"),
        title=f"Song {number}",
        release_id=ReleaseId("al-1"),
        release_title="Blue",
        artists=(NINA,),
        album_artists=(NINA,),
        artist="Nina",
        disc=1,
        number=number,
        year=1999,
        genres=("Jazz",),
        duration_ms=180_000,
        format=FLAC,
        size_bytes=20_000_000,
        suffix="flac",
        path=f"Nina/Blue/{number}.flac",
        folder_id=FOLDER.id,
        cover_id=CoverId("co-1-aa"),
        added_utc=WHEN,
    )


def a_release(number: int) -> Release:
    return Release(
        id=ReleaseId(f"al-{number}"),
        title=f"Release {number:03}",
        artists=(NINA,),
        artist="Nina",
        year=1990 + number,
        genres=("Jazz",),
        is_compilation=False,
        track_count=2,
        disc_count=1,
        duration_ms=360_000,
        cover_id=None,
        added_utc=WHEN,
    )


AN_ARTIST = Artist(ArtistId("ar-1"), "Nina", "nina", 3, 2, None)


class FakeLibrary:
    """Three releases, two tracks, one artist; marks and scans are remembered."""

    def __init__(self) -> None:
        self.sounds: dict[TrackId, Sound] = {}
        self.wanted: list[TrackId] = []  # to be analysed soon
        self.tracks = [a_track(1), a_track(2)]
        self.releases = [a_release(1), a_release(2), a_release(3)]
        self.marks: dict[tuple[UserId, str], Marks] = {}
        self.status = ScanStatus()
        self.scans: list[bool] = []
        self.left: list[tuple[TrackId, int, UserId]] = []
        self.books: set[TrackId] = set()
        self.closed = False
        self.regrouped: list[tuple[ReleaseId, tuple[ReleaseId, ...]]] = []

    # -- one thing ------------------------------------------------------------------------------------
    def get_track(self, id: TrackId, *, for_user: UserId | None = None) -> Track:
        return self._marked(_one(self.tracks, id), for_user)

    def get_media_file(self, id: TrackId, *, for_user: UserId | None = None) -> MediaFile:
        track = self.get_track(id)
        path = Path("/nowhere") / track.path  # fakes have no bytes
        return MediaFile(track.id, path, track.size_bytes, 1, track.format, track.duration_ms)

    def shrink(self, picture: bytes, *, size_px: int | None) -> CoverImage:
        if not picture.startswith(b"\x89PNG"):
            raise NotFound("a picture")
        return CoverImage(picture, "image/png", f"{len(picture)}-{size_px}")

    def find_tracks_at(self, paths: Sequence[Path], *, for_user: UserId | None = None) -> dict[Path, Track]:
        return {}

    def add_library(self, plan: object) -> None: ...

    def cover_of(self, id: str, *, for_user: UserId | None = None) -> CoverId | None:
        return _one((*self.tracks, *self.releases), id).cover_id

    def is_book(self, track: TrackId) -> bool:
        return track in self.books

    def get_lyrics(self, id: TrackId, *, for_user: UserId | None = None) -> tuple[Lyrics, ...]:
        _one(self.tracks, id)
        return (Lyrics((LyricLine("La", 500),), is_synced=True),)

    def get_sound(self, id: TrackId, *, for_user: UserId | None = None) -> Sound | None:
        self.get_track(id)
        return self.sounds.get(id)

    def analyse_soon(self, tracks: Sequence[TrackId]) -> None:
        self.wanted.extend(tracks)

    def get_chapters(self, id: TrackId, *, for_user: UserId | None = None) -> tuple[Chapter, ...]:
        _one(self.tracks, id)
        return (Chapter(0, "One"),)

    def find_tracks(self, ids: Sequence[TrackId], *, for_user: UserId | None = None) -> list[Track]:
        known = {track.id for track in self.tracks}
        return [self.get_track(id, for_user=for_user) for id in ids if id in known]

    def forget_user(self, user: UserId) -> None:
        self.forgotten = user

    def played(self, plays: Sequence[tuple[TrackId, int | None]], *, user: UserId) -> None:
        """Not counted."""

    def leave_at(self, track: TrackId, position_ms: int, *, user: UserId) -> None:
        self.left.append((track, position_ms, user))

    def get_release(self, id: ReleaseId, *, for_user: UserId | None = None) -> ReleaseDetail:
        return ReleaseDetail(self._marked(_one(self.releases, id), for_user), tuple(self.tracks))

    def find_tracks_of(
        self, releases: Sequence[ReleaseId], *, for_user: UserId | None = None
    ) -> dict[ReleaseId, tuple[Track, ...]]:
        known = {release.id for release in self.releases}
        return {id: tuple(self.tracks) for id in releases if id in known}

    def get_artist(self, id: ArtistId, *, for_user: UserId | None = None) -> ArtistDetail:
        return ArtistDetail(_one([AN_ARTIST], id), tuple(self.releases), ())

    def get_folder(self, id: FolderId, *, for_user: UserId | None = None) -> FolderDetail:
        return FolderDetail(_one([FOLDER], id), (), tuple(self.tracks))

    def tracks_below(self, id: FolderId, *, most: int, for_user: UserId | None = None) -> list[Track]:
        _one([FOLDER], id)
        return self.tracks[:most]

    # -- lists ----------------------------------------------------------------------------------------
    def list_releases(
        self,
        order: ReleaseOrder,
        limits: Limits,
        *,
        where: ReleaseFilter = ReleaseFilter(),
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Release]:
        kept = [r for r in self.releases if where.genre in (None, *r.genres)]
        kept = [r for r in kept if where.label in (None, *r.labels)]
        kept = [r for r in kept if where.credit in (None, (AN_ARTIST.id, Role.COMPOSER))]
        kept = [r for r in kept if (where.from_year or 0) <= (r.year or 0) <= (where.to_year or 9999)]
        return _page(kept, limits)

    def list_years(self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()) -> list[Year]:
        return [Year(1992, 2), Year(1991, 1)]

    def list_labels(
        self, limits: Limits, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> Page[Label]:
        return _page([Label("Harmonia", 2)], limits)

    def list_credited(
        self,
        role: Role,
        limits: Limits,
        *,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Credited]:
        return _page([Credited(AN_ARTIST, 2)] if role is Role.COMPOSER else [], limits)

    def list_artists(
        self,
        limits: Limits | None = None,
        *,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Artist]:
        return _page([AN_ARTIST], limits or Limits(1000))

    def list_tracks(
        self,
        limits: Limits,
        *,
        genre: str | None = None,
        artist_id: ArtistId | None = None,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Track]:
        kept = [t for t in self.tracks if genre in (None, *t.genres) and artist_id in (None, NINA.artist_id)]
        return _page(kept, limits)

    def list_libraries(self, *, for_user: UserId | None = None) -> tuple[MusicLibrary, ...]:
        return (MUSIC,)

    def list_genres(
        self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> list[Genre]:
        return [Genre("Jazz", 2, 3)]

    def root_folders(
        self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> list[Folder]:
        return [FOLDER]

    def starred(self, *, for_user: UserId, within: Collection[LibraryId] = ()) -> Starred:
        marked = (self._marked(track, for_user) for track in self.tracks)
        return Starred((), (), tuple(track for track in marked if track.marks.starred_utc))

    def problems(self, limits: Limits, *, for_user: UserId | None = None) -> Page[Problem]:
        return _page([Problem("Nina/broken.mp3", "it has no audio", WHEN)], limits)

    def merge_releases(
        self, into: ReleaseId, releases: Sequence[ReleaseId], *, for_user: UserId | None = None
    ) -> Regrouping:
        for id in (into, *releases):
            _one(self.releases, id)
        self.regrouped.append((into, tuple(releases)))
        return Regrouping("gr-1", "merge", into, "Blue", "Nina", WHEN)

    def split_release(self, tracks: Sequence[TrackId], *, for_user: UserId | None = None) -> Regrouping:
        for id in tracks:
            _one(self.tracks, id)
        return Regrouping("gr-2", "split", self.releases[2].id, "Blue", "Nina", WHEN)

    def regroupings(self, limits: Limits, *, for_user: UserId | None = None) -> Page[Regrouping]:
        return _page([Regrouping("gr-1", "merge", ReleaseId("al-1"), "Blue", "Nina", WHEN)], limits)

    def undo_regrouping(self, id: str, *, for_user: UserId | None = None) -> None:
        if id != "gr-1":
            raise NotFound(id)

    def matches(self, limits: Limits, *, for_user: UserId | None = None) -> Page[TrackMatch]:
        match = TrackMatch("ma-1", TrackId("tr-1"), "Song 1", "fingerprint", "old.mp3", "new.mp3", WHEN)
        return _page([match], limits)

    def findings(self, kind: FindingKind, limits: Limits, *, for_user: UserId | None = None) -> Page[Finding]:
        found = [Finding("al-1", "Blue", "Nina", None, "Put a picture there.")]
        return _page(found if kind is FindingKind.NO_COVER else [], limits)

    def doubles(self, kind: DoubleKind, limits: Limits, *, for_user: UserId | None = None) -> Page[Double]:
        return _page([Double(tuple(self.tracks))] if kind is DoubleKind.SOUND else [], limits)

    def undo_match(self, id: str, *, for_user: UserId | None = None) -> None:
        if id != "ma-1":
            raise NotFound(id)

    def counts(self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()) -> Counts:
        return Counts(2, 3, 1, 360_000, 40_000_000)

    def search(
        self,
        text: str,
        *,
        artists: Limits,
        releases: Limits,
        tracks: Limits,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> SearchResult:
        found = [track for track in self.tracks if text.casefold() in track.title.casefold()]
        return SearchResult((), (), tuple(found[: tracks.limit]))

    def get_cover(
        self, id: CoverId, *, size_px: int | None = None, for_user: UserId | None = None
    ) -> CoverImage:
        if id != "co-1-aa":
            raise NotFound(id)
        return CoverImage(b"picture", "image/jpeg", f"co-1-aa-{size_px}")

    # -- marks ----------------------------------------------------------------------------------------
    def star(self, ids: Sequence[str], *, user: UserId) -> None:
        self._mark(ids, user, starred_utc=WHEN)

    def unstar(self, ids: Sequence[str], *, user: UserId) -> None:
        self._mark(ids, user, starred_utc=None)

    def rate(self, id: str, rating: int | None, *, user: UserId) -> None:
        self._mark([id], user, rating=rating)

    # -- scanning -------------------------------------------------------------------------------------
    def scan_status(self) -> ScanStatus:
        return self.status

    def start_scan(self, *, full: bool = False, folder_id: FolderId | None = None) -> None:
        if folder_id not in (None, FOLDER.id):
            raise NotFound(folder_id)
        if self.status.state is ScanState.SCANNING:
            raise ScanRunning
        self.scans.append(full)
        self.status = ScanStatus(ScanState.SCANNING, started_utc=WHEN)

    def scan(self, *, full: bool = False) -> Iterator[ScanStatus]:
        yield ScanStatus(ScanState.SCANNING, seen=1, expected=2)
        yield ScanStatus(ScanState.IDLE, seen=2, expected=2, added=2)

    def cancel_scan(self) -> None:
        self.status = ScanStatus(ScanState.IDLE)

    def watch(self, plan: WatchPlan) -> None:
        """Nothing changes by itself."""

    def on_scan(self, listener: Callable[[ScanStatus], None]) -> None: ...

    def close(self) -> None:
        self.closed = True

    def _marked(self, thing: T, user: UserId | None) -> T:
        if user is None:
            return thing
        return replace(thing, marks=self.marks.get((user, thing.id), Marks()))

    def _mark(self, ids: Sequence[str], user: UserId, **change: object) -> None:
        known = {thing.id for thing in (*self.tracks, *self.releases, AN_ARTIST)}
        for id in ids:
            if id not in known:
                raise NotFound(id)
            self.marks[user, id] = replace(self.marks.get((user, id), Marks()), **change)


def _one(things: Sequence[T], id: str) -> T:
    for thing in things:
        if thing.id == id:
            return thing
    raise NotFound(id)


def _page(things: Sequence[T], limits: Limits) -> Page[T]:
    return Page(tuple(things[limits.offset : limits.offset + limits.limit]), limits.offset, len(things))
