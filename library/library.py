"""The library's face to the rest of the house: what there is, where its bytes are, what people said of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from library.analysis import AnalysisStatus, Analyst, Sounds, SoundStore
from library.belongings import Belongings, Bringer, BroughtIn, gather
from library.chores import do_chores
from library.clock import wall_ms
from library.covers import Covers
from library.database import Database
from library.disk_cache import DiskCache
from library.errors import NotFound
from library.libraries import DEFAULT_NAME, has_others, use_libraries
from library.lyrics import find_lyrics
from library.marks import MarkStore, check_known
from library.matches import MatchStore
from library.model import (
    Artist,
    ArtistDetail,
    ArtistId,
    Chapter,
    Counts,
    CoverId,
    CoverImage,
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
    LibraryPlan,
    Limits,
    Lyrics,
    MediaFile,
    MusicLibrary,
    Page,
    Problem,
    Regrouping,
    Release,
    ReleaseDetail,
    ReleaseFilter,
    ReleaseId,
    ReleaseOrder,
    Role,
    ScanState,
    ScanStatus,
    SearchResult,
    Sound,
    Starred,
    Track,
    TrackId,
    TrackMatch,
    UserId,
    Year,
)
from library.paths import distinct_roots
from library.playlists import Pairs, PlaylistKeeper, Playlists, PlaylistSync
from library.queries import Alike, Browser, Findings, Lists, Shelves
from library.regroupings import Regroupings
from library.scan import Scanner, ScanRequest, Watcher, WatchPlan
from library.search import Search
from library.tags import Separators
from library.visibility import NameOf, Visibility

_EVERYTHING = ReleaseFilter()
Within = Collection[LibraryId]


class Library:
    """Any thread may call. Reads take the thread's own reader; writes queue for the one writer.

    `for_user` fills `marks` of the answered things and leaves out what that user does not see; with None marks are
    empty and everything is seen. `within` leaves out what is not of these libraries, too; none: all. Raises: NotFound
    for a library that the user does not see.
    """

    def __init__(
        self,
        database: Database,
        *,
        roots: Sequence[Path] = (),
        libraries: Sequence[LibraryPlan] = (),
        name_of: NameOf = str,
        thumbnails: Path,
        thumbnails_mb: int = 256,
        choice: random.Random | None = None,
        separators: Separators | None = None,
        readers: int = 0,
    ) -> None:
        """`database` has been migrated; the library closes it. `roots` make the default library, `libraries` those
        besides it; `name_of` tells the name of a user. `choice` draws the random lists; `readers` is how many child
        processes read files in a scan, 0: none."""
        self._database = database
        self._plans = _distinct([LibraryPlan(DEFAULT_NAME, tuple(roots)), *libraries])
        self._roots = tuple(folder for plan in self._plans for folder in plan.folders)
        shelved = use_libraries(database, self._plans)
        self._visible = Visibility(
            database, shelved, name_of=name_of, is_everything=not has_others(database, shelved)
        )
        do_chores(database)
        self._choice = choice or random.Random()  # noqa: S311 - music, not secrets
        self.thumbnails = DiskCache(thumbnails, budget_bytes=thumbnails_mb << 20)
        self._covers = Covers(database, self.thumbnails)
        self._marks = MarkStore(database)
        self._regroupings = Regroupings(database)
        self._matches = MatchStore(database)
        self.playlists = Playlists(database, wall_ms, self._visible.reader)
        self._scanner = Scanner(database, self._roots, separators, readers=readers)
        self._watcher: Watcher | None = None
        self._keeper: PlaylistKeeper | None = None
        self._analyst: Analyst | None = None

    # -- one thing ------------------------------------------------------------------------------------
    def get_track(self, id: TrackId, *, for_user: UserId | None = None) -> Track:
        """Raises: NotFound."""
        return self._browser(for_user).track(id, for_user)

    def get_release(self, id: ReleaseId, *, for_user: UserId | None = None) -> ReleaseDetail:
        """Raises: NotFound."""
        return self._browser(for_user).release(id, for_user)

    def get_artist(self, id: ArtistId, *, for_user: UserId | None = None) -> ArtistDetail:
        """Raises: NotFound."""
        return self._browser(for_user).artist(id, for_user)

    def get_folder(self, id: FolderId, *, for_user: UserId | None = None) -> FolderDetail:
        """Raises: NotFound."""
        return self._browser(for_user).folder(id, for_user)

    def tracks_below(self, id: FolderId, *, most: int, for_user: UserId | None = None) -> list[Track]:
        """Of a folder, at any depth, in the order in which the folders are listed. Raises: NotFound."""
        return self._browser(for_user).tracks_below(id, most, for_user)

    def get_media_file(self, id: TrackId, *, for_user: UserId | None = None) -> MediaFile:
        """Does not touch the disk. Raises: NotFound, also below a root that is no longer configured."""
        media = self._browser(for_user).media_file(id)
        if not any(media.path.is_relative_to(root) for root in self._roots):
            raise NotFound(id)
        return media

    def get_sound(self, id: TrackId, *, for_user: UserId | None = None) -> Sound | None:
        """How loud it is, and its outline; None: not measured yet, or it cannot be. Raises: NotFound."""
        media = self.get_media_file(id, for_user=for_user)
        return Sounds(self._visible.reader(for_user)).of(media)

    def get_chapters(self, id: TrackId, *, for_user: UserId | None = None) -> tuple[Chapter, ...]:
        """Of an audiobook, by time; empty for music. Raises: NotFound."""
        return self._browser(for_user).chapters(id)

    def get_lyrics(self, id: TrackId, *, for_user: UserId | None = None) -> tuple[Lyrics, ...]:
        """Beside its file or in it, with times first; empty if there are none. Blocks for the disk.

        Raises: NotFound.
        """
        media = self.get_media_file(id, for_user=for_user)
        return find_lyrics(media.path) if media.cut is None else ()  # those of a whole disc have other times

    # -- lists ----------------------------------------------------------------------------------------
    def find_tracks(self, ids: Sequence[TrackId], *, for_user: UserId | None = None) -> list[Track]:
        """In the order of `ids`, duplicates kept, unknown ids left out."""
        return self._browser(for_user).tracks(ids, for_user)

    def find_tracks_of(
        self, releases: Sequence[ReleaseId], *, for_user: UserId | None = None
    ) -> dict[ReleaseId, tuple[Track, ...]]:
        """As each release lists them; those that are not there left out."""
        return self._browser(for_user).tracks_of(releases, for_user)

    def find_tracks_at(self, paths: Sequence[Path], *, for_user: UserId | None = None) -> dict[Path, Track]:
        """Of files that the library knows, whole ones only; the others are left out."""
        places = [(root, path) for path in paths for root in self._roots if path.is_relative_to(root)]
        return self._browser(for_user).tracks_at(places, for_user)

    def list_releases(
        self,
        order: ReleaseOrder,
        limits: Limits,
        *,
        where: ReleaseFilter = _EVERYTHING,
        for_user: UserId | None = None,
        within: Within = (),
    ) -> Page[Release]:
        """FREQUENT, RECENT, STARRED and HIGHEST are the user's, empty without one; each RANDOM page is a new
        draw."""
        return self._lists(for_user, within).releases(order, limits, where, for_user)

    def list_artists(
        self, limits: Limits | None = None, *, for_user: UserId | None = None, within: Within = ()
    ) -> Page[Artist]:
        """Album artists, by sort name; None: all."""
        return self._lists(for_user, within).artists(limits, for_user)

    def list_artist_names(
        self, *, for_user: UserId | None = None, within: Within = ()
    ) -> list[tuple[ArtistId, str]]:
        """Every album artist's id and sort name, by that: all that an order of one's own is made of."""
        return self._lists(for_user, within).artist_names()

    def find_artists(
        self, ids: Sequence[ArtistId], *, for_user: UserId | None = None, within: Within = ()
    ) -> list[Artist]:
        """In the order of `ids`, those that are not there left out."""
        return self._lists(for_user, within).artists_of(ids, for_user)

    def list_tracks(
        self,
        limits: Limits,
        *,
        genre: str | None = None,
        artist_id: ArtistId | None = None,
        for_user: UserId | None = None,
        within: Within = (),
    ) -> Page[Track]:
        """By title; a genre in any spelling of its letters' case."""
        return self._lists(for_user, within).tracks(limits, genre, artist_id, for_user)

    def random_tracks(
        self,
        count: int,
        *,
        where: ReleaseFilter = _EVERYTHING,
        for_user: UserId | None = None,
        within: Within = (),
    ) -> list[Track]:
        """At most `count`, none twice."""
        return self._lists(for_user, within).random_tracks(count, where, for_user)

    def list_genres(self, *, for_user: UserId | None = None, within: Within = ()) -> list[Genre]:
        return self._lists(for_user, within).genres()

    def list_years(self, *, for_user: UserId | None = None, within: Within = ()) -> list[Year]:
        """Of releases, newest first."""
        return self._shelves(for_user, within).years()

    def list_labels(
        self, limits: Limits, *, for_user: UserId | None = None, within: Within = ()
    ) -> Page[Label]:
        """By name."""
        return self._shelves(for_user, within).labels(limits)

    def list_credited(
        self, role: Role, limits: Limits, *, for_user: UserId | None = None, within: Within = ()
    ) -> Page[Credited]:
        """Everybody in this role, by sort name."""
        return self._shelves(for_user, within).credited(role, limits, for_user)

    def list_libraries(self, *, for_user: UserId | None = None) -> tuple[MusicLibrary, ...]:
        """As configured, the default one first."""
        return self._visible.libraries(for_user)

    def root_folders(self, *, for_user: UserId | None = None, within: Within = ()) -> list[Folder]:
        return self._lists(for_user, within).root_folders()

    def starred(self, *, for_user: UserId, within: Within = ()) -> Starred:
        """Last starred first."""
        return self._lists(for_user, within).starred(for_user)

    def problems(self, limits: Limits, *, for_user: UserId | None = None) -> Page[Problem]:
        return self._lists(for_user).problems(limits)

    def findings(self, kind: FindingKind, limits: Limits, *, for_user: UserId | None = None) -> Page[Finding]:
        """What is indexed and yet not in order, each with a remedy; by title."""
        return Findings(self._visible.reader(for_user)).findings(kind, limits)

    def doubles(self, kind: DoubleKind, limits: Limits, *, for_user: UserId | None = None) -> Page[Double]:
        """Groups of at least two tracks that are the same."""
        return Findings(self._visible.reader(for_user)).doubles(kind, limits, for_user)

    def counts(self, *, for_user: UserId | None = None, within: Within = ()) -> Counts:
        return self._lists(for_user, within).counts()

    # -- likeness -------------------------------------------------------------------------------------
    def top_tracks(self, artist: ArtistId, count: int, *, for_user: UserId | None = None) -> list[Track]:
        """Of an artist, by how often everybody here plays them."""
        return self._alike(for_user).top_tracks(artist, count, for_user)

    def similar_tracks(self, id: str, count: int, *, for_user: UserId | None = None) -> list[Track]:
        """Like a track, a release or an artist, by genres, artists, years and sound. Raises: NotFound."""
        return self._alike(for_user).tracks(id, count, for_user)

    def similar_artists(self, id: ArtistId, count: int, *, for_user: UserId | None = None) -> list[Artist]:
        """Raises: NotFound."""
        self._browser(for_user).artist(id, None)
        return self._alike(for_user).artists(id, count, for_user)

    def sonic_tracks(
        self, id: TrackId, count: int, *, for_user: UserId | None = None
    ) -> list[tuple[Track, float]]:
        """Tracks that measure alike, with how much: 1 the same, 0 nothing, −1 not known. Raises: NotFound."""
        return self._alike(for_user).sonic(self.get_track(id, for_user=for_user).id, count, for_user)

    def sonic_path(
        self, start: TrackId, end: TrackId, count: int, *, for_user: UserId | None = None
    ) -> list[tuple[Track, float]]:
        """From one track to another by steps of sound; only those two where that is not known. Raises: NotFound."""
        for id in (start, end):
            self.get_track(id, for_user=for_user)
        return self._alike(for_user).path(start, end, count, for_user)

    def _alike(self, user: UserId | None) -> Alike:
        return Alike(self._visible.reader(user), self._choice)

    # -- search ---------------------------------------------------------------------------------------
    def search(
        self,
        text: str,
        *,
        artists: Limits,
        releases: Limits,
        tracks: Limits,
        for_user: UserId | None = None,
        within: Within = (),
    ) -> SearchResult:
        """Every word as a prefix, diacritics ignored. Empty text: everything, in a stable order."""
        seen = self._visible.seen(for_user, within)
        search = Search(seen.reader, seen.positions, wall_ms, seen.libraries)
        return search.find(text, artists=artists, releases=releases, tracks=tracks, user=for_user)

    def _browser(self, user: UserId | None) -> Browser:
        return Browser(self._visible.reader(user))

    def _lists(self, user: UserId | None, within: Within = ()) -> Lists:
        seen = self._visible.seen(user, within)
        return Lists(seen.reader, self._choice, seen.positions)

    def _shelves(self, user: UserId | None, within: Within) -> Shelves:
        seen = self._visible.seen(user, within)
        return Shelves(seen.reader, seen.positions)

    # -- covers ---------------------------------------------------------------------------------------
    def get_cover(
        self, id: CoverId, *, size_px: int | None = None, for_user: UserId | None = None
    ) -> CoverImage:
        """The picture; with `size_px` a JPEG with a longest edge of about that, never enlarged, from a cache.

        Raises: NotFound.
        """
        return self._covers.get(id, size_px=size_px, through=self._visible.reader(for_user))

    def shrink(self, picture: bytes, *, size_px: int | None) -> CoverImage:
        """A picture that is not of the library, as `get_cover` would answer it. Raises: NotFound for what is none."""
        return self._covers.shrink(picture, size_px=size_px)

    def cover_of(self, id: str, *, for_user: UserId | None = None) -> CoverId | None:
        """The cover that stands for any track, release, artist, folder or cover id; NotFound if unknown."""
        return self._browser(for_user).cover_of(id)

    # -- marks ----------------------------------------------------------------------------------------
    def star(self, ids: Sequence[str], *, user: UserId) -> None:
        """Of tr-, al- and ar- ids; idempotent. Raises: NotFound, and then none is starred."""
        self._check(ids, user)
        self._marks.star(ids, user=user)

    def unstar(self, ids: Sequence[str], *, user: UserId) -> None:
        """As `star`."""
        self._check(ids, user)
        self._marks.unstar(ids, user=user)

    def rate(self, id: str, rating: int | None, *, user: UserId) -> None:
        """1 to 5; None takes it back. Raises: NotFound, ValueError."""
        self._check([id], user)
        self._marks.rate(id, rating, user=user)

    def played(self, plays: Sequence[tuple[TrackId, int | None]], *, user: UserId) -> None:
        """Counts plays; each with the Unix time in ms at which it happened, None for now. Raises:
        NotFound."""
        self._check([track for track, _ in plays], user)
        self._marks.played(plays, user=user)

    def leave_at(self, track: TrackId, position_ms: int, *, user: UserId) -> None:
        """Where a user stopped, for `marks.position_ms`: kept of audiobooks and of tracks of 20 minutes and more; of an
        unknown one nothing is."""
        self._marks.leave_at(track, position_ms, user=user)

    def is_book(self, track: TrackId) -> bool:
        """Whether it lies in a library of audiobooks; an unknown one does not."""
        return self._marks.is_book(track)

    def forget_user(self, user: UserId) -> None:
        """Drops all that a removed user marked, and their playlists."""
        self._marks.forget_user(user)
        self.playlists.forget_user(user)

    # -- belongings -----------------------------------------------------------------------------------
    def gather_belongings(self, user: UserId) -> Belongings:
        """Everything that the user made, by path and tags."""
        return gather(self._visible.reader(user), self.playlists, user)

    def bring_belongings(self, told: Belongings, user: UserId) -> BroughtIn:
        """Adds what is told of; what the user said here stays. A second time changes nothing."""
        return Bringer(self._database, self.playlists, self._visible.reader(user)).bring(told, user)

    # -- grouping -------------------------------------------------------------------------------------
    def merge_releases(
        self, into: ReleaseId, releases: Sequence[ReleaseId], *, for_user: UserId | None = None
    ) -> Regrouping:
        """Their tracks belong to `into` from now on, after any scan. Raises: NotFound."""
        self._check([into, *releases], for_user)
        return self._regroupings.merge(into, releases)

    def split_release(self, tracks: Sequence[TrackId], *, for_user: UserId | None = None) -> Regrouping:
        """Makes a release of these tracks. Raises: NotFound."""
        self._check(tracks, for_user)
        return self._regroupings.split(tracks)

    def regroupings(self, limits: Limits, *, for_user: UserId | None = None) -> Page[Regrouping]:
        """Merges and splits that hold; newest first."""
        return self._regroupings.list(limits, self._visible.reader(for_user))

    def undo_regrouping(self, id: str, *, for_user: UserId | None = None) -> None:
        """Raises: NotFound."""
        self._regroupings.undo(id, self._visible.reader(for_user))

    # -- matches --------------------------------------------------------------------------------------
    def matches(self, limits: Limits, *, for_user: UserId | None = None) -> Page[TrackMatch]:
        """Tracks that were recognised in another file than before, and by what; newest first."""
        return self._matches.list(limits, self._visible.reader(for_user))

    def undo_match(self, id: str, *, for_user: UserId | None = None) -> None:
        """The file becomes a track of its own; the older track, with its marks, waits for its old file.

        Raises: NotFound, also unless it is the track's last match.
        """
        self._matches.undo(id, self._visible.reader(for_user))

    # -- scanning -------------------------------------------------------------------------------------
    def scan_status(self) -> ScanStatus:
        return self._scanner.status()

    def start_scan(self, *, full: bool = False, folder_id: FolderId | None = None) -> None:
        """Starts the scanning thread and returns. `full` reads unchanged files too; with `folder_id` only that
        folder is looked at. Raises: ScanRunning, NotFound."""
        self._scanner.start(self._request(full=full, folder_id=folder_id))

    def look_at(self, folder: Path) -> None:
        """Starts a scan of this root, in which the house itself puts its files. Raises: ScanRunning."""
        self._scanner.start(ScanRequest(folders=((folder, ""),), is_own=True))

    def add_library(self, plan: LibraryPlan) -> None:
        """One more, while the house runs; does nothing when it is there. Its folders are not watched: who brings
        files says so with `look_at`."""
        if any(known.name == plan.name for known in self._plans):
            return
        self._plans = _distinct([*self._plans, plan])
        self._roots = tuple(folder for plan in self._plans for folder in plan.folders)
        shelved = use_libraries(self._database, self._plans)
        self._scanner.use_roots(self._roots)
        self._visible.use(shelved, is_everything=not has_others(self._database, shelved))

    def scan(self, *, full: bool = False, folder_id: FolderId | None = None) -> Iterator[ScanStatus]:
        """Scans in the calling thread (the command line's way), yielding progress; closing it cancels.

        Raises, at the first step: ScanRunning, DatabaseUnusable, NotFound.
        """
        yield from self._scanner.run(self._request(full=full, folder_id=folder_id))

    def cancel_scan(self) -> None:
        """A running scan ends soon; what it has read stays. Does nothing without one."""
        self._scanner.cancel()

    def on_scan(self, listener: Callable[[ScanStatus], None]) -> None:
        """`listener` hears every change of the status, at most 5 a second, from the scanning thread."""
        self._scanner.on_change(listener)

    def watch(self, plan: WatchPlan) -> None:
        """Scans by itself from now on, as the plan says; once."""
        self._watcher = Watcher(self._scanner.start, self._roots, plan)
        self._watcher.start()

    def keep_playlists(self, folder: Path, *, owner: Callable[[], UserId | None], is_public: bool) -> None:
        """Keeps the folder's files and the owner's playlists the same from now on; once. `owner` answers None while
        there is no such user; `is_public`: whether others see the lists that are made of files."""
        sync = PlaylistSync(folder, Pairs(self._database, wall_ms), self._visible.reader, is_public=is_public)
        self._keeper = PlaylistKeeper(sync, owner=owner, is_settled=lambda: not self._is_scanning())
        self._keeper.start()

    # -- analysis -------------------------------------------------------------------------------------
    def analyse(self) -> None:
        """Listens to every track in the background from now on; once."""
        self._analyst = Analyst(
            SoundStore(self._database), self.get_media_file, is_scanning=self._is_scanning
        )
        self.on_scan(self._analyst.heed)
        self._analyst.start()

    def analyse_soon(self, tracks: Sequence[TrackId]) -> None:
        """These will be heard next; does nothing where nothing is analysed."""
        if self._analyst is not None:
            self._analyst.want(tracks)

    def analysis_status(self) -> AnalysisStatus | None:
        """None: nothing is analysed."""
        return None if self._analyst is None else self._analyst.status()

    def _is_scanning(self) -> bool:
        return self._scanner.status().state is ScanState.SCANNING

    def close(self) -> None:
        """Stops watching, analysing (≤ 3 s) and a running scan (≤ 2 s) and closes every connection."""
        self._scanner.cancel()
        if self._keeper is not None:
            self._keeper.close()
        if self._analyst is not None:
            self._analyst.close()
        if self._watcher is not None:
            self._watcher.close()
        self._scanner.close()
        self._database.close()

    def _request(self, *, full: bool, folder_id: FolderId | None) -> ScanRequest:
        folders = () if folder_id is None else (self._scanner.place_of(folder_id),)
        return ScanRequest(full=full, folders=folders)

    def _check(self, ids: Sequence[str], user: UserId | None) -> None:
        if not self._visible.sees_all(user):
            with self._visible.reader(user).snapshot() as db:
                check_known(db, ids)


def _distinct(plans: Sequence[LibraryPlan]) -> list[LibraryPlan]:
    """Without folders inside others, and without libraries that have none then."""
    roots = distinct_roots([folder for plan in plans for folder in plan.folders])
    kept = (
        replace(plan, folders=tuple(root for root in distinct_roots(plan.folders) if root in roots))
        for plan in plans
    )
    return [plan for plan in kept if plan.folders]
