"""The library's face to the rest of the house: what there is, where its bytes are, what people said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from library.database import Database
from library.model import (
    Artist,
    ArtistDetail,
    ArtistId,
    Counts,
    CoverId,
    CoverImage,
    Folder,
    FolderDetail,
    FolderId,
    Genre,
    Limits,
    MediaFile,
    Page,
    Problem,
    Release,
    ReleaseDetail,
    ReleaseFilter,
    ReleaseId,
    ReleaseOrder,
    ScanStatus,
    SearchResult,
    Starred,
    Track,
    TrackId,
    UserId,
)


class Library:
    """Any thread may call. Reads take the thread's own reader; writes queue for the one writer.

    `for_user` fills `marks` of the answered things; with None marks are empty.
    """

    def __init__(self, database: Database, *, roots: Sequence[Path], thumbnails: Path) -> None: ...

    # -- one thing ------------------------------------------------------------------------------------
    def get_track(self, id: TrackId, *, for_user: UserId | None = None) -> Track: ...  # NotFound
    def get_release(self, id: ReleaseId, *, for_user: UserId | None = None) -> ReleaseDetail: ...
    def get_artist(self, id: ArtistId, *, for_user: UserId | None = None) -> ArtistDetail: ...
    def get_folder(self, id: FolderId, *, for_user: UserId | None = None) -> FolderDetail: ...
    def get_media_file(self, id: TrackId) -> MediaFile: ...  # NotFound; does not touch the disk

    # -- lists ----------------------------------------------------------------------------------------
    def find_tracks(self, ids: Sequence[TrackId], *, for_user: UserId | None = None) -> list[Track]:
        """In the order of `ids`, duplicates kept, unknown ids left out."""
        ...

    def list_releases(
        self,
        order: ReleaseOrder,
        limits: Limits,
        *,
        where: ReleaseFilter = ReleaseFilter(),
        for_user: UserId | None = None,
    ) -> Page[Release]: ...

    def list_artists(
        self, limits: Limits | None = None, *, for_user: UserId | None = None
    ) -> Page[Artist]: ...  # album artists, by sort name; None: all

    def list_tracks(
        self,
        limits: Limits,
        *,
        genre: str | None = None,
        artist_id: ArtistId | None = None,
        for_user: UserId | None = None,
    ) -> Page[Track]: ...

    def random_tracks(
        self, count: int, *, where: ReleaseFilter = ReleaseFilter(), for_user: UserId | None = None
    ) -> list[Track]: ...

    def list_genres(self) -> list[Genre]: ...
    def root_folders(self) -> list[Folder]: ...
    def starred(self, *, for_user: UserId) -> Starred: ...
    def problems(self, limits: Limits) -> Page[Problem]: ...
    def counts(self) -> Counts: ...

    # -- search ---------------------------------------------------------------------------------------
    def search(
        self,
        text: str,
        *,
        artists: Limits,
        releases: Limits,
        tracks: Limits,
        for_user: UserId | None = None,
    ) -> SearchResult:
        """Every word as a prefix, diacritics ignored. Empty text: everything, in a stable order."""
        ...

    # -- covers ---------------------------------------------------------------------------------------
    def get_cover(self, id: CoverId, *, size_px: int | None = None) -> CoverImage:
        """The picture, its longest edge at most `size_px`, never enlarged; sized ones come from a cache.

        Raises: NotFound.
        """
        ...

    def cover_of(self, id: str) -> CoverId | None:
        """The cover that stands for any track, release, artist, folder or cover id; NotFound if unknown."""
        ...

    # -- marks ----------------------------------------------------------------------------------------
    def star(self, ids: Sequence[str], *, user: UserId) -> None: ...  # tr-, al-, ar- ids; idempotent
    def unstar(self, ids: Sequence[str], *, user: UserId) -> None: ...
    def rate(self, id: str, rating: int | None, *, user: UserId) -> None: ...
    def played(self, plays: Sequence[tuple[TrackId, int | None]], *, user: UserId) -> None:
        """Counts plays; each with the Unix time in ms at which it happened, None for now."""
        ...

    # -- scanning -------------------------------------------------------------------------------------
    def scan_status(self) -> ScanStatus: ...
    def start_scan(self, *, full: bool = False) -> None:
        """Starts the scanning thread and returns. `full` reads unchanged files too. Raises: ScanRunning."""
        ...

    def scan(self, *, full: bool = False) -> Iterator[ScanStatus]:
        """Scans in the calling thread (the command line's way), yielding progress."""
        ...

    def on_scan(self, listener: Callable[[ScanStatus], None]) -> None:
        """`listener` hears every change of the status, at most 5 a second, from the scanning thread."""
        ...

    def close(self) -> None:
        """Stops a running scan (≤ 2 s) and closes every connection."""
        ...
