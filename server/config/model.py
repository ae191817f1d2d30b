"""Every setting, its default and its meaning; config.example.toml is written from this."""

from __future__ import annotations

from dataclasses import dataclass

from library import Separators
from server.config.setting import Form, setting


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where Segue listens."""

    host: str = setting("0.0.0.0", "Address to listen on; 0.0.0.0 is every network of this machine.")  # noqa: S104 - speakers must reach it
    port: int = setting(4747, "Port to listen on; 0 takes any free one.", least=0, most=65535)
    public_url: str = setting(
        "",
        "How browsers reach Segue through a reverse proxy; empty when there is none.",
        example="https://music.example.org",
    )
    threads: int = setting(16, "Requests worked on at once, live clients not counted.", least=4, most=256)
    max_live_clients: int = setting(
        112,
        "Open pages that may follow along live; one more is asked to retry. Each costs a thread of 12 KB.",
        least=1,
        most=900,
    )


@dataclass(frozen=True, slots=True)
class LibraryConfig:
    """Where the music is."""

    folders: tuple[str, ...] = setting(
        (),
        "Folders with music. None: your music folder if it holds any, else a small made-up demo library.",
        example='["/srv/music", "~/Music"]',
    )
    scan_on_start: bool = setting(True, "Look for new, changed and removed files at each start.")
    artist_separators: tuple[str, ...] = setting(
        Separators().artists,
        "What separates several artists in one name, beside “;”. A change has every file read again.",
    )
    genre_separators: tuple[str, ...] = setting(
        Separators().genres, "What separates several genres, beside “;”."
    )
    whole_names: tuple[str, ...] = setting(
        Separators().whole, "Artists and genres whose names hold a separator themselves."
    )
    scan_every_hours: int = setting(
        24, "Look for them again after so many hours; 0: never.", least=0, most=8_760
    )
    scan_at: str = setting(
        "",
        "Look for them each day at this time, too, by the clock of the server; empty: at no particular one.",
        form=Form(r"(([01]\d|2[0-3]):[0-5]\d)?", "a time of day such as 03:30, or empty"),
    )
    watch: str = setting(
        "auto",
        "Notice changes by themselves. auto: told by the file system where it tells, else by looking now and "
        "then (network folders); on: always told by the file system; off: neither.",
        choices=("auto", "on", "off"),
    )
    poll_minutes: int = setting(
        15, "How often to look where the file system tells of no changes.", least=1, most=1_440
    )
    thumbnails_mb: int = setting(256, "Disk space for covers in small sizes, in MB.", least=16, most=100_000)
    readers: int = setting(
        2,
        "Processes that read files during a scan; a broken file can only harm one of them. 0: none, the "
        "server reads by itself.",
        least=0,
        most=8,
    )


@dataclass(frozen=True, slots=True)
class FurtherLibraryConfig:
    """A library besides that of [library], for everybody or for some."""

    name: str = setting("", "What it is called; each one needs its own.", example="Audiobooks")
    folders: tuple[str, ...] = setting(
        (), "Its folders, none inside that of another library.", example='["/srv/audiobooks"]'
    )
    kind: str = setting("music", "What is in it.", choices=("music", "audiobooks"))
    users: tuple[str, ...] = setting(
        (),
        "Who sees it, by user name; none: everybody. An administrator who is not named does not either.",
        example='["anna", "ben"]',
    )


@dataclass(frozen=True, slots=True)
class PlaylistsConfig:
    """A folder of M3U files that is kept the same as somebody's playlists, both ways."""

    folder: str = setting("", "The folder; empty: none.", example="/srv/music/Playlists")
    owner: str = setting(
        "",
        "Whose playlists they are, by user name; empty: those of the administrator who came first. Playlists of "
        "rules stay in Segue.",
    )
    shared: bool = setting(True, "Show playlists that are made of files to everybody.")


@dataclass(frozen=True, slots=True)
class PodcastsConfig:
    """Podcasts that are followed; nothing is asked of anybody outside before somebody follows one."""

    refresh_hours: int = setting(
        6, "Read the feeds again after so many hours; 0: only when asked to.", least=0, most=720
    )
    keep: int = setting(
        0,
        "Download so many of the newest episodes of each podcast by themselves, and delete older ones of those; 0: "
        "only what somebody asks for.",
        least=0,
        most=1_000,
    )
    folder_mb: int = setting(20_000, "Room for all episodes together, in MB.", least=10, most=100_000_000)
    episode_mb: int = setting(1_000, "No single episode may be larger, in MB.", least=1, most=100_000)
    feed_mb: int = setting(10, "No feed may be larger, in MB.", least=1, most=100)


@dataclass(frozen=True, slots=True)
class StreamingConfig:
    """How music is sent when a player cannot take the original file."""

    default_bitrate_kbps: int = setting(
        128, "Quality of converted music, in kbit/s of Opus, unless an app asks for less.", least=32, most=320
    )
    away_kbps: int = setting(
        0,
        "The most that is sent to who listens from outside the home network, in kbit/s; 0: no limit. MP3 is never "
        "less than 128, other formats 64. Downloads are not limited.",
        least=0,
        most=10_000,
    )
    metered_kbps: int = setting(
        0,
        "The same for who listens by a network that counts (a phone's, or a browser told to save data); 0: no limit.",
        least=0,
        most=10_000,
    )
    encrypt_segments: bool = setting(
        False,
        "Encrypt the segments of HLS (AES-128), with a key for each user and track: what proxies "
        "and recorders keep is noise to others. DASH is not offered then.",
    )
    tell_titles: bool = setting(
        False,
        "Tell radio-like players the title within the stream (MP3 and AAC, when asked by Icy-MetaData). They cannot "
        "seek then, and many apps that can (ExoPlayer, mpv, VLC) ask as well: only for players that have no other way.",
    )
    cache_mb: int = setting(1024, "Disk space for converted music, in MB.", least=64, most=1_000_000)
    encoder_slots: int = setting(4, "Pieces of music converted at the same time.", least=1, most=64)
    encoder_slots_per_user: int = setting(
        3, "Of these, for the streams of one user, so that nobody keeps everybody waiting.", least=1, most=64
    )
    slot_wait_s: int = setting(
        10,
        "How long a listener waits for a conversion to begin before being told to come back.",
        least=1,
        most=60,
    )
    link_hours: int = setting(
        48, "How long a link to a track stays valid: a player paused overnight plays on.", least=1, most=720
    )


@dataclass(frozen=True, slots=True)
class LoudnessConfig:
    """How loud one track is beside another."""

    level: str = setting(
        "auto",
        "Play everything equally loud: by track; by album, which keeps an album's own quiet and loud tracks; auto: by "
        "album where tracks of one album follow each other; off.",
        choices=("auto", "track", "album", "off"),
    )
    target_lufs: int = setting(
        -18, "How loud that is, in LUFS; never so loud that peaks are cut off.", least=-30, most=-8
    )
    convert: bool = setting(
        False,
        "Convert, to level it, what a speaker could play as it is. Pages level by themselves, and what is converted "
        "anyway is levelled in any case.",
    )
    analyse: bool = setting(
        True,
        "Listen to the whole library in the background, to know how loud it is; files may tell so themselves "
        "(ReplayGain, R128), and that is believed.",
    )


@dataclass(frozen=True, slots=True)
class PlaybackConfig:
    """How one track follows another."""

    crossfade_s: int = setting(
        0,
        "Let a track fade into the next for so many seconds, on pages that play exactly; an album in its own order is "
        "never faded. 0: each begins where the one before ends.",
        least=0,
        most=12,
    )


@dataclass(frozen=True, slots=True)
class DiscoveryConfig:
    """How Segue is found on the home network."""

    enabled: bool = setting(True, "Announce Segue by mDNS and look for speakers.")
    interfaces: tuple[str, ...] = setting(
        (), "Addresses of the networks to use; none: all of them.", example='["192.168.1.5"]'
    )
    name: str = setting("", "Name on the network; empty: “Segue on” and the name of this machine.")


@dataclass(frozen=True, slots=True)
class VirtualSpeakerConfig:
    """A speaker that exists only in software: for trying things out."""

    name: str = setting("", "What it is called; each one needs its own.", example="Kitchen")
    start_latency_ms: int = setting(
        300, "How long it takes from being told to play to sounding, in ms.", least=0, most=60_000
    )
    fail: bool = setting(False, "Never start to play, to see what happens then.")


@dataclass(frozen=True, slots=True)
class DevicesConfig:
    """Speakers besides those that are found."""

    chromecast: tuple[str, ...] = setting(
        (),
        "Chromecasts by address, where the network carries no multicast: host, or host:port for a group.",
        example='["192.168.1.31", "192.168.1.31:32187"]',
    )
    sonos: tuple[str, ...] = setting(
        (), "One Sonos speaker by address finds its whole household.", example='["192.168.1.40"]'
    )
    jukebox: str = setting(
        "",
        "Name of the speaker that apps in jukebox mode play on at first; they stay with the one used last. Empty: any.",
        example='"Kitchen"',
    )
    virtual: tuple[VirtualSpeakerConfig, ...] = ()


@dataclass(frozen=True, slots=True)
class LogConfig:
    """What is written to the log."""

    level: str = setting(
        "info",
        "How much; debug tells what devices say word by word.",
        choices=("debug", "info", "warning", "error"),
    )


@dataclass(frozen=True, slots=True)
class Config:
    server: ServerConfig = ServerConfig()
    library: LibraryConfig = LibraryConfig()
    libraries: tuple[FurtherLibraryConfig, ...] = ()
    playlists: PlaylistsConfig = PlaylistsConfig()
    podcasts: PodcastsConfig = PodcastsConfig()
    streaming: StreamingConfig = StreamingConfig()
    loudness: LoudnessConfig = LoudnessConfig()
    playback: PlaybackConfig = PlaybackConfig()
    discovery: DiscoveryConfig = DiscoveryConfig()
    devices: DevicesConfig = DevicesConfig()
    log: LogConfig = LogConfig()
