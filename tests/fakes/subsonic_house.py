"""A small house for the Subsonic API: a library of two artists, accounts, tokens and streams, all in memory.

The library, and which odd case each thing is there for:

    fo-1 Music
    ├── fo-2 Ölwerk                     an umlaut to sort under O
    │   └── fo-3 Erste
    │       ├── tr-1 "Eins"             al-1, everything known, starred and rated by ann
    │       └── tr-2 "Zwei & <Drei>"    al-1, markup in the title, no number, no genre, no cover
    ├── fo-4 The Clocks                 an ignored article
    │   └── tr-3 "Tick\\x00Tock"        al-2, a character that XML cannot hold; two artists
    └── tr-4 "Loose"                    in the root itself: al-3, no artist, no year
    fo-7 Tapes                          the folder of a second, empty library
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from library import (
    Artist,
    ArtistDetail,
    ArtistId,
    AudioFormat,
    Counts,
    CoverId,
    CoverImage,
    Credit,
    Database,
    Folder,
    FolderDetail,
    FolderId,
    Genre,
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
    Release,
    ReleaseDetail,
    ReleaseFilter,
    ReleaseId,
    ReleaseOrder,
    ScanRunning,
    ScanState,
    ScanStatus,
    SearchResult,
    Starred,
    Track,
    TrackId,
    UserId,
)
from library import migrations as library_migrations
from server.chat import Chat
from server.chat import migrations as chat_migrations
from server.config import Config, PodcastsConfig
from server.podcasts import ChannelId, Podcasts, Status, only_public
from server.podcasts import migrations as podcasts_migrations
from server.podcasts.feed import parse_feed
from server.podcasts.store import PodcastStore
from server.shares import Shares
from server.shares import migrations as shares_migrations
from server.stations import StationId, Stations
from server.stations import migrations as stations_migrations
from server.streaming import LinkForged, Profile, Whereabouts, get_profile
from server.users import LastAdmin, Throttle, UnknownUser
from server.users import migrations as users_migrations
from server.users.store import UserStore
from tests.fakes.feeds import ListFeed
from tests.fakes.playlists import FakePlaylists
from tests.fakes.subsonic_playing import FakeBookmarks, FakeHub, FakePhones, FakeRooms, FakeSessions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
MP3 = AudioFormat("mp3", "mp3", "audio/mpeg", 44_100, 2, None, 192)
OELWERK = Credit(ArtistId("ar-1"), "Ölwerk")
CLOCKS = Credit(ArtistId("ar-2"), "The Clocks")
PNG = b"\x89PNG\r\n\x1a\n not really"

ARTISTS = (
    Artist(ArtistId("ar-1"), "Ölwerk", "Ölwerk", 1, 2, CoverId("co-1-aa"), "mb-ar-1", Marks(NOON)),
    Artist(ArtistId("ar-2"), "The Clocks", "Clocks, The", 1, 1, None),
)
RELEASES = (
    Release(
        ReleaseId("al-1"), "Erste", (OELWERK,), "Ölwerk", 1999, ("Rock", "Noise"), False, 2, 1,
        200_400, CoverId("co-1-aa"), NOON, "mb-al-1", Marks(NOON, 5, 3, NOON),
    ),
    Release(
        ReleaseId("al-2"), "Tick", (CLOCKS, OELWERK), "The Clocks & Ölwerk", 2005, ("Rock",), False, 1, 1,
        60_000, None, NOON + timedelta(days=1),
    ),
    Release(ReleaseId("al-3"), "Loose", (), "", None, (), True, 1, 1, 999, None, NOON - timedelta(days=1)),
)  # fmt: skip


def track(ordinal: int, title: str, release: Release, folder: str, **more: Any) -> Track:
    plain = Track(
        id=TrackId(f"tr-{ordinal}"),
        title=title,
        release_id=release.id,
        release_title=release.title,
        artists=release.artists,
        album_artists=release.artists,
        artist=release.artist,
        disc=None,
        number=None,
        year=release.year,
        genres=(),
        duration_ms=100_200,
        format=FLAC,
        size_bytes=5_000,
        suffix="flac",
        path=f"{release.title}/{ordinal}.flac",
        folder_id=FolderId(folder),
        cover_id=None,
        added_utc=NOON,
    )
    return replace(plain, **more)


TRACKS = (
    track(
        1,
        "Eins",
        RELEASES[0],
        "fo-3",
        disc=1,
        number=1,
        genres=("Rock", "Noise"),
        cover_id=CoverId("co-1-aa"),
        musicbrainz_id="mb-tr-1",
        bpm=120,
        comment="line one\nline two",
        marks=Marks(NOON, 4, 7, NOON),
    ),
    track(2, "Zwei & <Drei>", RELEASES[0], "fo-3", format=MP3, suffix="mp3"),
    track(3, "Tick\x00Tock", RELEASES[1], "fo-4", number=1, genres=("Rock",), duration_ms=60_000),
    track(4, "Loose", RELEASES[2], "fo-1", format=MP3, suffix="mp3", duration_ms=999),
)  # fmt: skip
FOLDERS = (
    Folder(FolderId("fo-1"), None, "Music"),
    Folder(FolderId("fo-2"), FolderId("fo-1"), "Ölwerk"),
    Folder(FolderId("fo-3"), FolderId("fo-2"), "Erste"),
    Folder(FolderId("fo-4"), FolderId("fo-1"), "The Clocks"),
    Folder(FolderId("fo-7"), None, "Tapes"),
)

# Their numbers are those of their only folders, fo-1 and fo-7.
LIBRARIES = (
    MusicLibrary(LibraryId("li-1"), "Music", LibraryKind.MUSIC),
    MusicLibrary(LibraryId("li-7"), "Tapes", LibraryKind.MUSIC),
)

ANY = ReleaseFilter()


def page(items: Sequence[Any], limits: Limits | None) -> Page[Any]:
    if limits is None:
        return Page(tuple(items), 0, len(items))
    return Page(tuple(items[limits.offset :][: limits.limit]), limits.offset, len(items))


@dataclass
class FakeLibrary:
    """Records what it was told to do; answers from the values above."""

    done: list[tuple[Any, ...]] = field(default_factory=list)
    status: ScanStatus = field(default_factory=lambda: ScanStatus(ended_utc=NOON))
    media: dict[str, Path] = field(default_factory=dict)
    lyrics: tuple[Lyrics, ...] = (  # of tr-1
        Lyrics((LyricLine("Eins", 1_000), LyricLine("", 2_000)), is_synced=True, language="deu"),
        Lyrics((LyricLine("Eins"),), is_synced=False),
    )

    def __post_init__(self) -> None:
        self.playlists = FakePlaylists(self.find_tracks, ["tr-1", "tr-3", "tr-1"], NOON)

    def get_track(self, id: TrackId, *, for_user: UserId | None = None) -> Track:
        return self._one(TRACKS, id)

    def get_release(self, id: ReleaseId, *, for_user: UserId | None = None) -> ReleaseDetail:
        release = self._one(RELEASES, id)
        return ReleaseDetail(release, tuple(one for one in TRACKS if one.release_id == id))

    def find_tracks_of(
        self, releases: Sequence[ReleaseId], *, for_user: UserId | None = None
    ) -> dict[ReleaseId, tuple[Track, ...]]:
        return {id: tuple(one for one in TRACKS if one.release_id == id) for id in releases}

    def get_artist(self, id: ArtistId, *, for_user: UserId | None = None) -> ArtistDetail:
        artist = self._one(ARTISTS, id)
        own = tuple(one for one in RELEASES if one.artists[:1] and one.artists[0].artist_id == id)
        others = tuple(one for one in RELEASES if id in [credit.artist_id for credit in one.artists[1:]])
        return ArtistDetail(artist, own, others)

    def get_folder(self, id: FolderId, *, for_user: UserId | None = None) -> FolderDetail:
        folder = self._one(FOLDERS, id)
        inner = tuple(one for one in FOLDERS if one.parent_id == id)
        return FolderDetail(folder, inner, tuple(one for one in TRACKS if one.folder_id == id))

    def get_media_file(self, id: TrackId, *, for_user: UserId | None = None) -> MediaFile:
        one = self._one(TRACKS, id)
        path = self.media.get(id, Path("/music") / f"{id}.{one.suffix}")
        return MediaFile(one.id, path, one.size_bytes, 1, one.format, one.duration_ms)

    def get_lyrics(self, id: TrackId, *, for_user: UserId | None = None) -> tuple[Lyrics, ...]:
        self._one(TRACKS, id)
        return self.lyrics if id == "tr-1" else ()

    def find_tracks(self, ids: Sequence[TrackId], *, for_user: UserId | None = None) -> list[Track]:
        known = {one.id: one for one in TRACKS}
        return [known[id] for id in ids if id in known]

    def list_releases(
        self,
        order: ReleaseOrder,
        limits: Limits,
        *,
        where: ReleaseFilter = ANY,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Release]:
        _known(within)
        self.done.append(("list_releases", order, limits, where, for_user))
        chosen = [one for one in RELEASES if _fits(one, where)]
        keys = {
            ReleaseOrder.TITLE: lambda one: one.title,
            ReleaseOrder.ARTIST: lambda one: one.artist,
            ReleaseOrder.NEWEST: lambda one: -one.added_utc.timestamp(),
            ReleaseOrder.YEAR: lambda one: one.year or 0,
            ReleaseOrder.YEAR_DESC: lambda one: -(one.year or 0),
        }
        if order in keys:
            return page(sorted(chosen, key=keys[order]), limits)
        marked = order is not ReleaseOrder.RANDOM
        return page([one for one in chosen if one.marks.plays or not marked], limits)

    def list_artists(
        self,
        limits: Limits | None = None,
        *,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Artist]:
        _known(within)
        return page(ARTISTS, limits)

    def list_artist_names(
        self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> list[tuple[ArtistId, str]]:
        _known(within)
        return [(one.id, one.sort_name) for one in ARTISTS]

    def find_artists(
        self,
        ids: Sequence[ArtistId],
        *,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> list[Artist]:
        return [one for id in ids for one in ARTISTS if one.id == id]

    def list_tracks(
        self,
        limits: Limits,
        *,
        genre: str | None = None,
        artist_id: ArtistId | None = None,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> Page[Track]:
        _known(within)
        return page([one for one in TRACKS if genre is None or genre in one.genres], limits)

    def random_tracks(
        self,
        count: int,
        *,
        where: ReleaseFilter = ANY,
        for_user: UserId | None = None,
        within: Collection[LibraryId] = (),
    ) -> list[Track]:
        _known(within)
        self.done.append(("random_tracks", count, where))
        return [one for one in TRACKS if _fits(one, where)][:count]

    def list_libraries(self, *, for_user: UserId | None = None) -> tuple[MusicLibrary, ...]:
        return LIBRARIES

    def list_genres(
        self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> list[Genre]:
        return [Genre("Noise", 1, 1), Genre("Rock", 2, 2), Genre("", 1, 1)]

    def root_folders(
        self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()
    ) -> list[Folder]:
        _known(within)
        wanted = [id.removeprefix("li-") for id in within or [one.id for one in LIBRARIES]]
        return [one for one in FOLDERS if one.parent_id is None and one.id.removeprefix("fo-") in wanted]

    def starred(self, *, for_user: UserId, within: Collection[LibraryId] = ()) -> Starred:
        _known(within)
        return Starred(ARTISTS[:1], RELEASES[:1], TRACKS[:1])

    def counts(self, *, for_user: UserId | None = None, within: Collection[LibraryId] = ()) -> Counts:
        return Counts(len(TRACKS), len(RELEASES), len(ARTISTS), 361_599, 20_000)

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
        _known(within)
        self.done.append(("search", text, artists, releases, tracks))
        words = text.lower().split()
        return SearchResult(
            page([one for one in ARTISTS if _says(one.name, words)], artists).items,
            page([one for one in RELEASES if _says(one.title, words)], releases).items,
            page([one for one in TRACKS if _says(one.title, words)], tracks).items,
        )

    def get_cover(
        self, id: CoverId, *, size_px: int | None = None, for_user: UserId | None = None
    ) -> CoverImage:
        self.done.append(("get_cover", id, size_px))
        return CoverImage(PNG, "image/png", f"{id}-{size_px}")

    def shrink(self, picture: bytes, *, size_px: int | None) -> CoverImage:
        if not picture.startswith(b"\x89PNG"):
            raise NotFound("a picture")
        return CoverImage(picture, "image/png", f"{len(picture)}-{size_px}")

    def top_tracks(self, artist: ArtistId, count: int, *, for_user: UserId | None = None) -> list[Track]:
        return [one for one in TRACKS if artist in [credit.artist_id for credit in one.artists]][:count]

    def similar_tracks(self, id: str, count: int, *, for_user: UserId | None = None) -> list[Track]:
        self._all_known([id])
        return [one for one in TRACKS if one.id != id][:count]

    def similar_artists(self, id: ArtistId, count: int, *, for_user: UserId | None = None) -> list[Artist]:
        self._one(ARTISTS, id)
        return [one for one in ARTISTS if one.id != id][:count]

    def sonic_tracks(
        self, id: TrackId, count: int, *, for_user: UserId | None = None
    ) -> list[tuple[Track, float]]:
        self._one(TRACKS, id)
        others = [one for one in TRACKS if one.id != id][:count]
        return [(one, -1.0 if place else 0.5) for place, one in enumerate(others)]

    def sonic_path(
        self, start: TrackId, end: TrackId, count: int, *, for_user: UserId | None = None
    ) -> list[tuple[Track, float]]:
        return [(self._one(TRACKS, id), 1.0) for id in (start, end)]

    def on_scan(self, listener: object) -> None: ...

    def add_library(self, plan: object) -> None: ...

    def find_tracks_at(self, paths: Sequence[Path], *, for_user: UserId | None = None) -> dict[Path, Track]:
        """Whatever was downloaded is tr-1."""
        return dict.fromkeys(paths, TRACKS[0])

    def cover_of(self, id: str, *, for_user: UserId | None = None) -> CoverId | None:
        if id == "co-1-aa":
            return CoverId(id)
        if id.startswith("fo-"):
            self._one(FOLDERS, id)
            return None
        return self._one((*TRACKS, *RELEASES, *ARTISTS), id).cover_id

    def star(self, ids: Sequence[str], *, user: UserId) -> None:
        self._all_known(ids)
        self.done.append(("star", list(ids), user))

    def unstar(self, ids: Sequence[str], *, user: UserId) -> None:
        self._all_known(ids)
        self.done.append(("unstar", list(ids), user))

    def rate(self, id: str, rating: int | None, *, user: UserId) -> None:
        self._all_known([id])
        self.done.append(("rate", id, rating, user))

    def played(self, plays: Sequence[tuple[TrackId, int | None]], *, user: UserId) -> None:
        self._all_known([id for id, _when in plays])
        self.done.append(("played", list(plays), user))

    def scan_status(self) -> ScanStatus:
        return self.status

    def start_scan(self, *, full: bool = False) -> None:
        if self.status.state is ScanState.SCANNING:
            raise ScanRunning
        self.status = ScanStatus(ScanState.SCANNING, seen=2)

    def _all_known(self, ids: Sequence[str]) -> None:
        for id in ids:
            self._one((*TRACKS, *RELEASES, *ARTISTS), id)

    def _one(self, things: Sequence[Any], id: str) -> Any:
        for thing in things:
            if thing.id == id:
                return thing
        raise NotFound(id)


def _known(within: Collection[LibraryId]) -> None:
    for id in within:
        if id not in [one.id for one in LIBRARIES]:
            raise NotFound(id)


def _fits(thing: Any, where: ReleaseFilter) -> bool:
    return (
        (where.genre is None or where.genre in thing.genres)
        and (where.from_year is None or (thing.year or 0) >= where.from_year)
        and (where.to_year is None or (thing.year or 0) <= where.to_year)
    )


def _says(name: str, words: Sequence[str]) -> bool:
    spoken = name.lower().replace("ö", "o").split()
    return all(any(one.startswith(word) for one in spoken) for word in words)


@dataclass(frozen=True)
class FakeUser:
    id: UserId
    name: str
    is_admin: bool = False
    created_utc: datetime = NOON
    max_kbps: int | None = None


@dataclass(frozen=True)
class FakeSecret:
    id: str
    secret: str


ANN = FakeUser(UserId(1), "ann", is_admin=True)
BOB = FakeUser(UserId(2), "bob")
SECRETS = {"ann": [FakeSecret("ap-1", "ann-old-phone"), FakeSecret("ap-2", "ann-sésame")], "bob": []}


@dataclass
class FakeAccounts:
    """Whoever is called guest-… is there, unlisted, until removed."""

    others: list[FakeUser] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)

    def get(self, name: str) -> FakeUser:
        for one in self.list():
            if one.name == name.lower():
                return one
        if name.startswith("guest-") and name not in self.removed:
            return FakeUser(UserId(99), name)
        raise UnknownUser(name)

    def by_id(self, id: UserId) -> FakeUser:
        return next(one for one in self.list() if one.id == id)

    def list(self) -> list[FakeUser]:
        return [ANN, BOB, *self.others]

    def add(self, name: str, password: str, *, is_admin: bool = False) -> FakeUser:
        self.others.append(FakeUser(UserId(3 + len(self.others)), name, is_admin))
        return self.others[-1]

    def set_admin(self, name: str, *, is_admin: bool) -> None:
        if self.get(name) == ANN and not is_admin:
            raise LastAdmin(name)

    def remove(self, name: str) -> None:
        self.removed.add(self.get(name).name)


@dataclass
class FakeTokens:
    noted: list[str] = field(default_factory=list)

    def find_by_key(self, secret: str) -> FakeUser | None:
        known = {one.secret for one in SECRETS["ann"]}
        return ANN if secret in known else None

    def app_secrets(self, user_name: str) -> list[FakeSecret]:
        return SECRETS.get(user_name.lower(), [])

    def set_app_password(self, user: FakeUser, secret: str, *, label: str) -> None:
        self.noted.append(f"{user.name} {secret} {label}")

    def used(self, id: str) -> None:
        self.noted.append(id)


@dataclass
class FakeClock:
    at_ms: int = 1_000_000
    utc: datetime = NOON + timedelta(days=9)

    def now_ms(self) -> int:
        return self.at_ms

    def now_utc(self) -> datetime:
        return self.utc


@dataclass(frozen=True)
class FakeRendition:
    """Bytes that say what was asked for, or an error at the last moment."""

    data: bytes
    mime: str = "audio/x-fake"
    etag: str = "fake"
    modified_utc: datetime = NOON
    error: Exception | None = None

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def open(self, start: int, stop: int | None) -> ListFeed:
        return ListFeed([self.data[start:stop] if self.error is None else self.error])


@dataclass
class FakeStreams:
    error: Exception | None = None
    away_kbps: int | None = None
    tells_titles: bool = False

    def most_kbps(self, where: Whereabouts) -> int | None:
        return self.away_kbps if where.is_away else where.listener_kbps

    def permit(self, media: MediaFile, profile: Profile | None, *, listener: str) -> str:
        return f"{media.track_id}.{profile.name if profile else ''}"

    def permitted(self, signed: str) -> tuple[MediaFile, Profile | None]:
        id, _, name = signed.partition(".")
        if not name and id != "tr-1":
            raise LinkForged
        return FakeLibrary().get_media_file(TrackId(id)), get_profile(name) if name else None

    def rendition(
        self, media: MediaFile, profile: Profile | None, *, start_ms: int = 0, listener: str = ""
    ) -> FakeRendition:
        said = f"{media.track_id} {profile.name if profile else 'original'} from {start_ms}"
        return FakeRendition(said.encode(), profile.mime if profile else "audio/x-fake", error=self.error)


@dataclass
class House:
    """Everything that the blueprint is given."""

    library: Any = field(default_factory=FakeLibrary)
    accounts: Any = field(default_factory=FakeAccounts)
    tokens: Any = field(default_factory=FakeTokens)
    streams: Any = field(default_factory=FakeStreams)
    clock: Any = field(default_factory=FakeClock)
    sessions: Any = field(default_factory=FakeSessions)
    devices: Any = field(default_factory=FakeHub)
    rooms: Any = field(default_factory=FakeRooms)
    phones: Any = field(default_factory=FakePhones)
    bookmarks: Any = field(default_factory=FakeBookmarks)
    config: Config = field(default_factory=Config)
    version: str = "0.1.0-test"
    template: Path | None = None  # of the database, see `make_template`
    place: Path = Path("segue.db")  # where it is copied to by the first test that needs it

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.clock)

    @cached_property
    def database(self) -> Database:
        if self.template is not None:
            shutil.copy(self.template, self.place)
        return Database(self.place)

    @cached_property
    def shares(self) -> Shares:
        """What is kept in a database is real."""
        return Shares(self.database, self.library, self.clock)

    @cached_property
    def stations(self) -> Stations:
        return Stations(self.database, self.library)

    @cached_property
    def podcasts(self) -> Podcasts:
        """Not started: nothing is fetched."""
        return Podcasts(
            self.database,
            self.library,
            self.clock,
            folder=self.place.parent / "podcasts",
            config=PodcastsConfig(),
            version="0",
            allows=only_public,
        )

    @cached_property
    def chat(self) -> Chat:
        return Chat(self.database, self.clock)

    def remove_user(self, name: str) -> None:
        self.accounts.remove(name)

    def close(self) -> None:
        if "database" in vars(self):
            self.database.close()


MIGRATIONS = (
    library_migrations,
    users_migrations,
    shares_migrations,
    stations_migrations,
    podcasts_migrations,
    chat_migrations,
)
FEED = b"""<rss version="2.0"><channel><title>The Show</title><description>Talk &amp; more</description>
<image><url>http://feeds.example/show.png</url></image>%s</channel></rss>"""
ITEM = b"""<item><title>Part %d</title><guid>g-%d</guid><pubDate>Thu, 01 Jan 2026 10:%02d:00 +0000</pubDate>
<enclosure url="http://feeds.example/%d.mp3" length="5" type="audio/mpeg"/></item>"""


def fill_podcasts(store: PodcastStore) -> None:
    """Thirteen podcasts, of which the first has been read; its first episode is here."""
    for number in range(13):
        store.insert_channel(f"http://feeds.example/{number}.xml")
    items = b"".join(ITEM % ((number,) * 4) for number in range(13))
    feed = parse_feed("http://feeds.example/0.xml", FEED % items)
    store.take(ChannelId("pc-1"), feed, etag="", modified="")
    here = store.episodes(ChannelId("pc-1"))[-1].id
    store.set_status([here], Status.DOWNLOADING)
    store.arrived(here, "The Show/0.mp3", 5_000)


def make_template(path: Path) -> None:
    """A database with every table, and ann and bob as its users; thirteen shares of ann's and then one of bob's."""
    house = House(place=path)
    house.database.migrate(*MIGRATIONS)
    users = UserStore(house.database)
    for user in (ANN, BOB):
        users.insert_user(user.name, user.name, "-", is_admin=user.is_admin, created_utc=NOON)
    for _ in range(13):
        house.shares.add(ANN.id, ["al-1", "tr-3"], description="For you")
    for number in range(13):
        house.stations.add(f"Radio {number}", "http://radio.example/stream", "http://radio.example")
    house.stations.show(StationId("rs-1"), PNG)
    fill_podcasts(PodcastStore(house.database))
    house.shares.add(BOB.id, ["tr-1"])
    house.close()
