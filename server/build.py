"""The only place that makes the parts and hands them to each other."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Literal, cast

from devices.discovery import Announcement, Announcer
from library import (
    Database,
    Library,
    LibraryKind,
    LibraryPlan,
    Separators,
    UserId,
    WatchPlan,
    ensure_demo_library,
)
from library import migrations as library_migrations
from server.addresses import find_origin
from server.bookmarks import Bookmarks
from server.bookmarks import migrations as bookmarks_migrations
from server.chat import Chat
from server.chat import migrations as chat_migrations
from server.clock import Clock
from server.config import (
    Config,
    DiscoveryConfig,
    FurtherLibraryConfig,
    LibraryConfig,
    PlaylistsConfig,
    VirtualSpeakerConfig,
)
from server.data_folder import DataFolder
from server.events import EventBus
from server.http import SHARES, STREAMS, Listeners, Services, create_app
from server.http.subsonic import blueprint as subsonic_blueprint
from server.lifecycle import Part, Server
from server.music import default_folders, music_folders
from server.phones import Phones, PhoneStore
from server.phones import migrations as phones_migrations
from server.podcasts import Podcasts, only_public
from server.podcasts import migrations as podcasts_migrations
from server.preferences import Preferences
from server.preferences import migrations as preferences_migrations
from server.rooms import migrations as rooms_migrations
from server.routines import migrations as routines_migrations
from server.sessions import Change, PlaylistChanged, ScanChanged
from server.sessions import migrations as sessions_migrations
from server.shares import Shares
from server.shares import migrations as shares_migrations
from server.sound import add_speaker, build_sound
from server.speakers import Speakers, find_households, makers
from server.stations import Stations
from server.stations import migrations as stations_migrations
from server.streaming import Streams
from server.users import Accounts, Setup, Throttle, Tokens, UnknownUser
from server.users import migrations as users_migrations
from server.version import VERSION
from web import blueprint as web_blueprint

log = logging.getLogger(__name__)

ADMIN_PASSWORD_VARIABLE = "SEGUE_ADMIN_PASSWORD"  # noqa: S105 - a variable's name
MIGRATIONS = (
    library_migrations,
    users_migrations,
    sessions_migrations,
    preferences_migrations,
    phones_migrations,
    bookmarks_migrations,
    shares_migrations,
    stations_migrations,
    rooms_migrations,
    routines_migrations,
    podcasts_migrations,
    chat_migrations,
)
_DEMO_SPEAKERS = (
    VirtualSpeakerConfig(name="Kitchen", start_latency_ms=250),
    VirtualSpeakerConfig(name="Living Room", start_latency_ms=900),
    VirtualSpeakerConfig(name="Bedroom", start_latency_ms=2000),
)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs, ready to be started; `server` stops all of it."""

    services: Services
    server: Server
    announcer: Announcer | None
    speakers: Speakers
    demo: Path | None  # to be composed, if it is not there yet

    def start(self) -> None:
        """What begins once requests are served."""
        for speaker in self.services.config.devices.virtual:
            add_speaker(self.services.devices, speaker, self.services.clock)
        self.speakers.start()
        if self.announcer is not None:
            self.announcer.start()
        if self.demo is None:
            self._find_music()
        else:
            threading.Thread(target=self._compose, args=(self.demo,), name="demo", daemon=True).start()

    def _compose(self, demo: Path) -> None:
        try:
            ensure_demo_library(demo)
            if not self.server.is_stopping():
                self._find_music()
        except OSError:  # a thread root: the house goes on without music
            log.exception("folder=%s the demo library could not be made", demo)

    def _find_music(self) -> None:
        library = self.services.library
        self.services.podcasts.start()
        _keep_playlists(library, self.services.accounts, self.services.config.playlists)
        library.watch(_watch_plan(self.services.config.library))  # before the scan: nothing is missed between
        if self.services.config.library.scan_on_start:
            library.start_scan()
        if self.services.config.loudness.analyse:
            library.analyse()


def with_demo(config: Config, data: DataFolder) -> Config:
    """The demo's music and speakers instead of one's own."""
    library = replace(config.library, folders=(str(data.demo),))
    return replace(
        config, library=library, libraries=(), devices=replace(config.devices, virtual=_DEMO_SPEAKERS)
    )


def open_database(data: DataFolder) -> Database:
    """With its tables as this version wants them. Raises: DataFolderUnusable, DatabaseUnusable."""
    data.open()
    database = Database(data.database)
    database.migrate(*MIGRATIONS)
    return database


def find_folders(config: Config, data: DataFolder) -> tuple[list[Path], Path | None]:
    """Of the default library; and the demo's folder, if that is all there is."""
    folders = default_folders(config.library.folders, has_others=bool(config.libraries))
    if config.libraries or (folders and folders != [data.demo.absolute()]):
        return folders, None
    log.info("folder=%s no music was named: the demo library is played (made once, some seconds)", data.demo)
    return [data.demo], data.demo


def open_library(
    config: Config,
    folders: Sequence[Path],
    data: DataFolder,
    database: Database,
    *,
    name_of: Callable[[UserId], str] = str,
) -> Library:
    """All libraries, `folders` being those of the default one; `name_of` a user decides what is seen."""
    chosen = config.library
    return Library(
        database,
        roots=folders,
        libraries=[_plan(library) for library in config.libraries],
        name_of=name_of,
        thumbnails=data.thumbnails,
        thumbnails_mb=chosen.thumbnails_mb,
        separators=Separators(chosen.artist_separators, chosen.genre_separators, chosen.whole_names),
        readers=chosen.readers,
    )


def build_house(
    config: Config,
    data: DataFolder,
    clock: Clock,
    listening: socket.socket,
    *,
    allows: Callable[[str], bool] = only_public,
) -> House:
    """Call with the data folder locked; `listening` is where requests come in, `allows` an address that a podcast may
    come from."""
    database = open_database(data)
    folders, demo = find_folders(config, data)
    accounts = Accounts(database, clock)
    library = open_library(config, folders, data, database, name_of=lambda user: accounts.by_id(user).name)
    add_first_admin(accounts, os.environ.get(ADMIN_PASSWORD_VARIABLE, ""))
    bus: EventBus[Change] = EventBus()
    shares = Shares(database, library, clock)
    streams = Streams(
        config=config.streaming,
        key=data.read_link_key(),
        cache_dir=data.stream_cache,
        media_file=library.get_media_file,
        clock=clock,
        levels_by_converting=config.loudness.convert,
        heard_by=Listeners(library, accounts, shares).media_file,
    )
    preferences = Preferences(database)
    port = listening.getsockname()[1]
    sound = build_sound(
        database=database,
        library=library,
        streams=streams,
        bus=bus,
        clock=clock,
        origin=lambda device: find_origin(device, config.server.host, port),
        loudness=config.loudness,
        playback=config.playback,
        preferences=preferences,
        recordings=data.recordings,
        limit_of=accounts.find_limit,
    )
    podcasts = Podcasts(
        database,
        library,
        clock,
        folder=data.podcasts.absolute(),
        config=config.podcasts,
        version=VERSION,
        allows=allows,
    )
    library.on_scan(lambda status: _tell(bus, ScanChanged(status)))
    library.playlists.on_change(lambda news: _tell(bus, PlaylistChanged(news)))
    services = Services(
        library=library,
        sessions=sound.sessions,
        devices=sound.hub,
        pages=sound.pages,
        phones=Phones(hub=sound.hub, sessions=sound.sessions, store=PhoneStore(database), clock=clock),
        bookmarks=Bookmarks(database, clock),
        streams=streams,
        bus=bus,
        accounts=accounts,
        tokens=Tokens(database, clock),
        preferences=preferences,
        shares=shares,
        stations=Stations(database, library),
        rooms=sound.rooms,
        routines=sound.routines,
        podcasts=podcasts,
        chat=Chat(database, clock),
        setup=Setup(accounts),
        throttle=Throttle(clock),
        config=config,
        clock=clock,
        version=VERSION,
        started_ms=clock.now_ms(),
    )
    app = create_app(
        services,
        blueprints=[
            web_blueprint(),
            STREAMS,
            SHARES,
            subsonic_blueprint(services, public_url=config.server.public_url),
        ],
        rest=database.rest,
    )
    announcer = _announcer(config.discovery, port, data.read_server_id())
    speakers = Speakers(
        sound.hub,
        makers(sound.hub, streams, clock),
        find_households(sound.hub, streams, clock),
        devices=config.devices,
        discovery=config.discovery,
    )
    parts = [
        Part("speakers", speakers.close),
        Part("routines", sound.routines.close),
        Part("sessions", sound.sessions.close),
        Part("pages", sound.pages.close),
        Part("devices", sound.hub.close),
        Part("streams", streams.close),
        Part("podcasts", podcasts.close),
        Part("library", library.close),
        Part("database", database.close),
    ]
    if announcer is not None:
        parts.insert(0, Part("announcer", announcer.close))
    return House(
        services,
        Server(app, listening, config.server, live=[Part("live", bus.close)], parts=parts),
        announcer,
        speakers,
        demo,
    )


def add_first_admin(accounts: Accounts, password: str) -> None:
    """For unattended installs: the user `admin`, if nobody exists yet and a password was given."""
    if password and accounts.is_empty():
        accounts.add("admin", password, is_admin=True)
        log.info("user=admin made with the password of %s", ADMIN_PASSWORD_VARIABLE)


def _plan(config: FurtherLibraryConfig) -> LibraryPlan:
    folders = tuple(music_folders(config.folders))
    return LibraryPlan(config.name.strip(), folders, LibraryKind(config.kind), config.users)


def _watch_plan(config: LibraryConfig) -> WatchPlan:
    events = cast(Literal["auto", "on", "off"], config.watch)  # one of its choices
    return WatchPlan(
        events,
        poll_minutes=config.poll_minutes,
        scan_every_hours=config.scan_every_hours,
        scan_at=time.fromisoformat(config.scan_at) if config.scan_at else None,
    )


def _keep_playlists(library: Library, accounts: Accounts, config: PlaylistsConfig) -> None:
    if config.folder:
        folder = Path(config.folder).expanduser().absolute()
        library.keep_playlists(folder, owner=lambda: _owner(accounts, config.owner), is_public=config.shared)


def _owner(accounts: Accounts, name: str) -> UserId | None:
    """The user of that name, or the administrator who came first; None as long as there is none."""
    try:
        if name:
            return accounts.get(name).id
    except UnknownUser:
        return None
    return min((user.id for user in accounts.list() if user.is_admin), default=None)


def _tell(bus: EventBus[Change], change: Change) -> None:
    bus.publish(change)


def _announcer(config: DiscoveryConfig, port: int, server_id: str) -> Announcer | None:
    if not config.enabled:
        return None
    name = config.name or f"Segue on {socket.gethostname().split('.')[0]}"
    return Announcer(Announcement(name, port, VERSION, server_id), interfaces=config.interfaces)
