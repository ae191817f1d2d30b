"""Every JSON value of the API, as types: the OpenAPI document, the checks on what comes in and what goes out
are generated from these.

Units are in the names; `at_ms` is the server's monotonic clock (see GET /api/clock)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from library import Role

# What Python calls the end of a text may be followed by a newline; elsewhere it may not.
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$(?!\n)"

Percentage = Annotated[int, Meta(ge=0, le=100)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=_PRINTABLE)]
Secret = Annotated[str, Meta(min_length=8, max_length=1000)]
Id = Annotated[str, Meta(min_length=1, max_length=100)]
Ids = Annotated[list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(max_length=20_000)]


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True): ...


# -- people -------------------------------------------------------------------------------------------------


class MeJson(Shape, frozen=True, kw_only=True):
    name: str
    is_admin: bool
    version: str


class SetupJson(Shape, frozen=True, kw_only=True):
    needed: bool  # true until the first user exists
    code: str | None = None  # what to set up with; told only to a browser on the server's own machine


class SetupBody(Shape, frozen=True, kw_only=True):
    code: str  # the one-time code that the server's log shows
    name: Name
    password: Secret


class LoginBody(Shape, frozen=True, kw_only=True):
    name: str
    password: str


class UserJson(Shape, frozen=True, kw_only=True):
    name: str
    is_admin: bool
    created_utc: datetime
    max_kbps: int | None  # the most that is sent to this person, in kbit/s; None: no limit


class UsersJson(Shape, frozen=True, kw_only=True):
    users: list[UserJson]


class NewUserBody(Shape, frozen=True, kw_only=True):
    name: Name
    password: Secret
    is_admin: bool = False


class LimitBody(Shape, frozen=True, kw_only=True):
    """MP3 is never less than 128 kbit/s, other formats 64. Downloads are not limited."""

    max_kbps: Annotated[int, Meta(ge=32, le=10_000)] | None


class PasswordBody(Shape, frozen=True, kw_only=True):
    password: Secret
    current_password: str | None = None  # required unless an admin sets another user's


class AppPasswordJson(Shape, frozen=True, kw_only=True):
    id: str
    label: str
    created_utc: datetime
    used_utc: datetime | None


class AppPasswordsJson(Shape, frozen=True, kw_only=True):
    app_passwords: list[AppPasswordJson]


class NewAppPasswordBody(Shape, frozen=True, kw_only=True):
    label: Name


class NewAppPasswordJson(Shape, frozen=True, kw_only=True):
    id: str
    label: str
    user: str
    secret: str  # shown this once: a Subsonic password and a Bearer key


class ConnectionJson(Shape, frozen=True, kw_only=True):
    id: str  # of the app password, to revoke it
    label: str
    user: str
    secret: str  # shown this once
    addresses: list[str]  # of this server, the best for a phone first
    link: str  # all of it in one, for apps that open such links
    qr_svg: str  # the link as a picture: an SVG document


# -- library ------------------------------------------------------------------------------------------------


class CreditJson(Shape, frozen=True, kw_only=True):
    artist_id: str
    name: str


class MarksJson(Shape, frozen=True, kw_only=True):
    starred: bool
    rating: int | None
    plays: int
    position_ms: int | None = None  # where the caller left this book or long track …
    left_utc: datetime | None = None  # … and when


class PartJson(Shape, frozen=True, kw_only=True):
    """Somebody in another role than artist."""

    role: (
        str  # composer, lyricist, conductor, performer, remixer, arranger, producer, engineer, mixer, djmixer
    )
    artist_id: str
    name: str
    part: str | None  # a performer's instrument


class ReplayGainJson(Shape, frozen=True, kw_only=True):
    track_db: float | None
    track_peak: float | None
    album_db: float | None
    album_peak: float | None


class WorkJson(Shape, frozen=True, kw_only=True):
    title: str | None
    movement: str | None
    movement_number: int | None
    movement_total: int | None


class DiscJson(Shape, frozen=True, kw_only=True):
    number: int
    title: str | None
    media: str | None
    cover_id: str | None  # none: it shows the release's


class TrackJson(Shape, frozen=True, kw_only=True):
    id: str
    title: str
    release_id: str
    release_title: str
    artist: str
    artists: list[CreditJson]
    disc: int | None
    number: int | None
    year: int | None
    genres: list[str]
    duration_ms: int
    codec: str
    bitrate_kbps: int
    sample_rate_hz: int
    bits: int | None
    size_bytes: int
    cover_id: str | None
    cover_colour: str | None  # such as #1e2f3a, to be shown until the cover is there
    marks: MarksJson
    credits: list[PartJson]
    date: str | None  # as precise as it is known: 1999, 1999-12 or 1999-12-31
    original_date: str | None
    bpm: int | None
    key: str | None
    advisory: str | None  # explicit or clean
    comment: str | None
    disc_title: str | None
    replay_gain: ReplayGainJson
    work: WorkJson | None
    moods: list[str]
    groupings: list[str]
    isrcs: list[str]
    languages: list[str]


class ReleaseJson(Shape, frozen=True, kw_only=True):
    id: str
    title: str
    artist: str
    artists: list[CreditJson]
    year: int | None
    genres: list[str]
    is_compilation: bool
    track_count: int
    disc_count: int
    duration_ms: int
    cover_id: str | None
    cover_colour: str | None  # as a track's
    marks: MarksJson
    date: str | None  # of this release, as precise as it is known
    original_date: str | None  # of the first one
    version: str | None
    labels: list[str]
    catalogue_numbers: list[str]
    types: list[str]
    status: str | None
    country: str | None
    advisory: str | None
    discs: list[DiscJson]  # those that say more than their number


class ReleaseDetailJson(Shape, frozen=True, kw_only=True):
    release: ReleaseJson
    tracks: list[TrackJson]


class ReleasePageJson(Shape, frozen=True, kw_only=True):
    items: list[ReleaseJson]
    offset: int
    total: int


class ArtistJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    sort_name: str
    release_count: int
    track_count: int
    cover_id: str | None
    cover_colour: str | None  # as a track's
    marks: MarksJson


class RoleJson(Shape, frozen=True, kw_only=True):
    role: Role
    release_count: int


class ArtistDetailJson(Shape, frozen=True, kw_only=True):
    artist: ArtistJson
    releases: list[ReleaseJson]
    appears_on: list[ReleaseJson]
    roles: list[RoleJson]  # besides artist


class ArtistPageJson(Shape, frozen=True, kw_only=True):
    items: list[ArtistJson]
    offset: int
    total: int


class TrackPageJson(Shape, frozen=True, kw_only=True):
    items: list[TrackJson]
    offset: int
    total: int


class LyricWordJson(Shape, frozen=True, kw_only=True):
    text: str
    at: int  # letters (code points) of the line before it
    start_ms: int
    end_ms: int | None


class LyricLineJson(Shape, frozen=True, kw_only=True):
    text: str
    start_ms: int | None
    end_ms: int | None
    words: list[LyricWordJson]  # those with times of their own


class LyricsJson(Shape, frozen=True, kw_only=True):
    synced: bool  # then every line has its time
    language: str | None
    lines: list[LyricLineJson]


class TrackLyricsJson(Shape, frozen=True, kw_only=True):
    lyrics: list[LyricsJson]  # the best first


class SegmentsJson(Shape, frozen=True, kw_only=True):
    """Paths of this server."""

    hls: str  # AAC in three sizes
    hls_lossless: str  # FLAC
    dash: str | None  # over the same segments; None where they are encrypted


class KeptJson(Shape, frozen=True, kw_only=True):
    """What is kept on disk because it may be wanted again."""

    bytes: int
    budget_bytes: int  # what was not wanted for longest goes when it is reached


class CachesJson(Shape, frozen=True, kw_only=True):
    streams: KeptJson  # converted music
    covers: KeptJson  # in small sizes


class LoudnessJson(Shape, frozen=True, kw_only=True):
    """As EBU R 128 measures it."""

    integrated_lufs: float | None  # null: silence
    true_peak: float  # 1: full scale


class SoundJson(Shape, frozen=True, kw_only=True):
    track: LoudnessJson
    release: LoudnessJson | None  # null until all its tracks are measured
    range_lu: float
    waveform: list[int]  # the highest sample of each of at most 1000 equal parts, 0 to 255
    begins_ms: int  # silence before …
    ends_ms: int  # … and after it


class TrackSoundJson(Shape, frozen=True, kw_only=True):
    sound: SoundJson | None  # null: not measured yet, or it cannot be


class ChapterJson(Shape, frozen=True, kw_only=True):
    start_ms: int
    title: str


class ChaptersJson(Shape, frozen=True, kw_only=True):
    chapters: list[ChapterJson]


class FindingJson(Shape, frozen=True, kw_only=True):
    """Something that is indexed and yet not in order."""

    id: str  # of the release or track
    title: str
    artist: str
    detail: str | None
    remedy: str


class FindingPageJson(Shape, frozen=True, kw_only=True):
    items: list[FindingJson]
    offset: int
    total: int


class DoubleJson(Shape, frozen=True, kw_only=True):
    tracks: list[TrackJson]
    paths: list[str]  # of these tracks, below their music folders, for people  # at least two


class DoublePageJson(Shape, frozen=True, kw_only=True):
    items: list[DoubleJson]
    offset: int
    total: int


class MergeBody(Shape, frozen=True, kw_only=True):
    into: Id
    releases: Annotated[list[Id], Meta(min_length=1, max_length=500)]


class SplitBody(Shape, frozen=True, kw_only=True):
    tracks: Annotated[list[Id], Meta(min_length=1, max_length=2000)]


class RegroupingJson(Shape, frozen=True, kw_only=True):
    """Somebody's correction of what belongs to a release."""

    id: str
    kind: str  # merge or split
    release_id: str  # that has the tracks now
    title: str
    artist: str
    made_utc: datetime


class RegroupedJson(Shape, frozen=True, kw_only=True):
    """A correction that was just made, and the release that has the tracks now."""

    regrouping: RegroupingJson  # what undoes it
    release: ReleaseJson
    tracks: list[TrackJson]


class RegroupingPageJson(Shape, frozen=True, kw_only=True):
    items: list[RegroupingJson]
    offset: int
    total: int


class MatchJson(Shape, frozen=True, kw_only=True):
    """A track that was recognised in another file than before."""

    id: str
    track_id: str
    title: str
    evidence: str  # file (the same, moved), musicbrainz, fingerprint (the same sound) or tags
    from_path: str
    to_path: str
    matched_utc: datetime


class MatchPageJson(Shape, frozen=True, kw_only=True):
    items: list[MatchJson]
    offset: int
    total: int


class GenreJson(Shape, frozen=True, kw_only=True):
    name: str
    track_count: int
    release_count: int


class GenresJson(Shape, frozen=True, kw_only=True):
    genres: list[GenreJson]


class YearJson(Shape, frozen=True, kw_only=True):
    year: int
    release_count: int


class YearsJson(Shape, frozen=True, kw_only=True):
    years: list[YearJson]  # newest first


class LabelJson(Shape, frozen=True, kw_only=True):
    name: str
    release_count: int


class LabelPageJson(Shape, frozen=True, kw_only=True):
    items: list[LabelJson]
    offset: int
    total: int


class CreditedJson(Shape, frozen=True, kw_only=True):
    """Somebody in a role."""

    artist: ArtistJson
    release_count: int  # in that role


class CreditedPageJson(Shape, frozen=True, kw_only=True):
    items: list[CreditedJson]
    offset: int
    total: int


class FolderJson(Shape, frozen=True, kw_only=True):
    id: str
    parent_id: str | None
    name: str


class FolderDetailJson(Shape, frozen=True, kw_only=True):
    folder: FolderJson | None  # None: above the roots
    folders: list[FolderJson]
    tracks: list[TrackJson]


class MusicLibraryJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    kind: Literal["music", "audiobooks"]


class LibrariesJson(Shape, frozen=True, kw_only=True):
    libraries: list[MusicLibraryJson]


class SearchJson(Shape, frozen=True, kw_only=True):
    artists: list[ArtistJson]
    releases: list[ReleaseJson]
    tracks: list[TrackJson]


class ProblemFileJson(Shape, frozen=True, kw_only=True):
    path: str
    reason: str
    seen_utc: datetime


class ProblemPageJson(Shape, frozen=True, kw_only=True):
    items: list[ProblemFileJson]
    offset: int
    total: int


class ScanJson(Shape, frozen=True, kw_only=True):
    state: Literal["idle", "scanning", "failed"]
    seen: int
    expected: int | None
    added: int
    changed: int
    removed: int
    failed: int
    reason: str | None
    rate_files_per_s: float | None
    remaining_s: int | None


class LibraryJson(Shape, frozen=True, kw_only=True):
    tracks: int
    releases: int
    artists: int
    duration_ms: int
    size_bytes: int
    scan: ScanJson


class ScanBody(Shape, frozen=True, kw_only=True):
    full: bool = False  # unchanged files, too
    folder_id: str | None = None  # null: everything


class MarksBody(Shape, frozen=True, kw_only=True):
    starred: bool | None = None
    rating: Annotated[int, Meta(ge=0, le=5)] | None = None  # 0 removes it


# -- sessions -----------------------------------------------------------------------------------------------


class TimelineJson(Shape, frozen=True, kw_only=True):
    position_ms: int  # of the current track, true at `at_ms`
    at_ms: int
    running: bool
    rate: float  # so much of the track is heard in a millisecond: 1 as it was recorded


class OutputJson(Shape, frozen=True, kw_only=True):
    device_id: str
    state: Literal["preparing", "audible", "leaving"]
    is_leader: bool


class SleepJson(Shape, frozen=True, kw_only=True):
    until: Literal["time", "track", "queue"]
    ends_at_ms: int | None  # on the server's clock, if all goes on as it does; None: it cannot be said


class SessionJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    owner: str
    revision: int
    playing: bool  # what people asked for; timeline.running is what is heard
    timeline: TimelineJson
    outputs: list[OutputJson]
    current: TrackJson | None
    current_entry_id: str | None
    index: int | None
    queue_revision: int  # fetch GET /api/sessions/{id}/queue when it changes
    queue_length: int
    shuffle: bool
    repeat: Literal["off", "one", "all"]
    stream_note: (
        str | None
    )  # how the leader hears it: "original FLAC", "Opus 128 kbit/s: the browser cannot play ALAC"
    sleep: SleepJson | None  # it pauses by itself


class SessionsJson(Shape, frozen=True, kw_only=True):
    sessions: list[SessionJson]


class NewSessionBody(Shape, frozen=True, kw_only=True):
    name: Name | None = None


class QueueEntryJson(Shape, frozen=True, kw_only=True):
    entry_id: str
    track: TrackJson


class QueueJson(Shape, frozen=True, kw_only=True):
    queue_revision: int
    offset: int
    total: int
    entries: list[QueueEntryJson]


class AcceptedJson(Shape, frozen=True, kw_only=True):
    revision: int  # of the session, once the command was applied to it; outcomes follow as events


class CommandBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"): ...


class PlayNow(CommandBody, frozen=True, kw_only=True, tag="play_now"):
    """Replaces the queue by these and plays; the old queue is gone."""

    items: Ids  # track, release or artist ids, expanded in this order
    start_index: Annotated[int, Meta(ge=0)] = 0  # into the expanded list
    position_ms: Milliseconds = 0
    shuffle: bool | None = None  # None keeps the session's setting
    device_id: str | None = None  # play here if the session plays nowhere yet …
    take: bool = False  # … even if somebody else's music plays there


class Enqueue(CommandBody, frozen=True, kw_only=True, tag="enqueue"):
    items: Ids
    where: Literal["next", "last"]


class Play(CommandBody, frozen=True, kw_only=True, tag="play"):
    device_id: str | None = None  # play here if the session plays nowhere yet …
    take: bool = False  # … even if somebody else's music plays there


class Pause(CommandBody, frozen=True, kw_only=True, tag="pause"): ...


class Next(CommandBody, frozen=True, kw_only=True, tag="next"): ...


class Previous(CommandBody, frozen=True, kw_only=True, tag="previous"):
    """To the start of the track after its first 3 s, else to the one before."""


class Seek(CommandBody, frozen=True, kw_only=True, tag="seek"):
    position_ms: Milliseconds


class Jump(CommandBody, frozen=True, kw_only=True, tag="jump"):
    entry_id: str
    take: bool = False  # even if something else plays on the session's device by now


class MoveEntry(CommandBody, frozen=True, kw_only=True, tag="move_entry"):
    entry_id: str
    before: str | None  # an entry id; None: to the end


class Remove(CommandBody, frozen=True, kw_only=True, tag="remove"):
    entry_ids: Ids


class Clear(CommandBody, frozen=True, kw_only=True, tag="clear"):
    """Empties the queue but for the current track."""


class Shuffle(CommandBody, frozen=True, kw_only=True, tag="shuffle"):
    on: bool


class Repeat(CommandBody, frozen=True, kw_only=True, tag="repeat"):
    mode: Literal["off", "one", "all"]


class Rate(CommandBody, frozen=True, kw_only=True, tag="rate"):
    """Play faster or slower, the pitch as it was."""

    rate: Annotated[float, Meta(ge=0.5, le=2)]


class Join(CommandBody, frozen=True, kw_only=True, tag="join"):
    """Play on this device too."""

    device_id: str
    take: bool = False  # even if somebody else's music plays there


class Spread(CommandBody, frozen=True, kw_only=True, tag="spread"):
    """Play on every speaker of the house that answers, as far as they are free."""

    take: bool = False  # even those on which somebody else's music plays


class Leave(CommandBody, frozen=True, kw_only=True, tag="leave"):
    device_id: str


class Move(CommandBody, frozen=True, kw_only=True, tag="move"):
    """Handoff: the target joins, becomes audible, and only then the others leave."""

    device_id: str
    take: bool = False  # even if somebody else's music plays there


SessionCommand = (
    PlayNow
    | Enqueue
    | Play
    | Pause
    | Next
    | Previous
    | Seek
    | Jump
    | MoveEntry
    | Remove
    | Clear
    | Shuffle
    | Repeat
    | Rate
    | Join
    | Spread
    | Leave
    | Move
)


# -- devices ------------------------------------------------------------------------------------------------


class MemberJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    volume_percent: int | None  # its own; None: not known yet


class DeviceJson(Shape, frozen=True, kw_only=True):
    id: str
    kind: Literal["browser", "virtual", "chromecast", "sonos", "phone"]
    name: str
    model: str
    is_online: bool  # False: it does not answer at the moment
    volume_percent: int | None  # None: not known yet
    max_volume_percent: int  # how loud it may be now
    icon: Icon | None  # what people chose; None: by its kind
    session_id: str | None  # the session that it is an output of
    occupied_by: str | None  # what plays there that is not ours: "Spotify"
    can_group: bool  # others of its kind can play with it as one, in exact step
    members: list[MemberJson]  # of a group, its leader first; none: it is alone


class DevicesJson(Shape, frozen=True, kw_only=True):
    devices: list[DeviceJson]


class BrowserBody(Shape, frozen=True, kw_only=True):
    """A page introduces itself as a device; the same id again re-attaches it."""

    id: Annotated[str, Meta(pattern=r"^browser-[0-9a-f]{16}$")]
    name: Name
    mimes: Annotated[list[str], Meta(max_length=40)]  # for which canPlayType answers "probably" or "maybe"
    volume_percent: Percentage = 100
    can_mix: bool = False  # it wants plain samples and plays them itself
    can_rate: bool = False  # it plays faster and slower by itself, the pitch as it was
    is_metered: bool = False  # its network costs by the byte
    holds: Annotated[str, Meta(max_length=100)] | None = (
        None  # the token of the media in it: a reloaded page has none
    )


class MembersBody(Shape, frozen=True, kw_only=True):
    """Who is to play with a device; if it is not among them itself, it leaves them."""

    members: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(min_length=1, max_length=64)
    ]


class VolumeBody(Shape, frozen=True, kw_only=True):
    percent: Percentage


Decibels = Annotated[float, Meta(ge=-12, le=12)]


class AdjustmentBody(Shape, frozen=True, kw_only=True):
    equalizer_db: Annotated[list[Decibels], Meta(min_length=10, max_length=10)]  # of `bands_hz`
    balance: Annotated[float, Meta(ge=-1, le=1)] = 0.0  # −1: only the left, 1: only the right
    is_mono: bool = False
    has_crossfeed: bool = False  # for headphones


class AdjustmentJson(Shape, frozen=True, kw_only=True):
    equalizer_db: list[float]
    balance: float
    is_mono: bool
    has_crossfeed: bool


class ChosenAdjustmentJson(Shape, frozen=True, kw_only=True):
    bands_hz: list[int]
    adjustment: AdjustmentJson | None  # null: nothing was chosen


class SamplesJson(Shape, frozen=True, kw_only=True):
    """How the samples lie in the stream: interleaved, little-endian, after a header."""

    rate_hz: int
    channels: int
    bits: int
    header_bytes: int


class MediaJson(Shape, frozen=True, kw_only=True):
    token: str
    url: str
    mime: str
    title: str
    artist: str
    release: str
    cover_url: str | None
    duration_ms: int
    start_ms: int
    start_at_ms: int | None
    playing: bool
    samples: SamplesJson | None  # for pages that mix
    crossfade_ms: int  # it may begin so long before the track before it ends
    level_db: float  # to add to what is in the stream, so that all plays equally loud
    rate: float  # play it so fast, where the page said that it can
    is_hushed: bool  # not to be heard before `swell`, where the page said that it can


class DeviceCommandJson(Shape, frozen=True, kw_only=True):
    """What a page is told over /api/events (event `command`)."""

    do: Literal["load", "preload", "play", "pause", "seek", "rate", "swell", "stop", "volume"]
    token: str | None = None
    media: MediaJson | None = None  # load, preload
    position_ms: int | None = None  # seek
    at_ms: int | None = None  # seek: so that the position sounds at this server time
    fade_ms: int | None = None  # stop, swell
    percent: int | None = None  # volume
    rate: float | None = None  # rate


class ReportBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what"):
    token: str
    at_ms: Milliseconds


class PlayingReport(ReportBody, frozen=True, kw_only=True, tag="playing"):
    position_ms: Milliseconds


class PausedReport(ReportBody, frozen=True, kw_only=True, tag="paused"):
    position_ms: Milliseconds


class BufferingReport(ReportBody, frozen=True, kw_only=True, tag="buffering"):
    position_ms: Milliseconds


class EndedReport(ReportBody, frozen=True, kw_only=True, tag="ended"): ...


class StoppedReport(ReportBody, frozen=True, kw_only=True, tag="stopped"): ...


class FailedReport(ReportBody, frozen=True, kw_only=True, tag="failed"):
    reason: Annotated[str, Meta(max_length=500)]


class VolumeReport(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="volume"
):
    percent: Percentage


DeviceReport = (
    PlayingReport | PausedReport | BufferingReport | EndedReport | StoppedReport | FailedReport | VolumeReport
)


class ReportsBody(Shape, frozen=True, kw_only=True):
    reports: Annotated[list[DeviceReport], Meta(max_length=50)]


class HandoffJson(Shape, frozen=True, kw_only=True):
    id: int
    session_id: str
    source_ids: list[str]
    target_id: str
    outcome: Literal["done", "failed", "replaced"]
    reason: str | None  # why it failed
    asked_utc: datetime
    predicted_ms: int  # the lead that was aimed ahead
    audible_ms: int | None  # from the command to the target's first sound
    overlap_ms: int | None  # both sounded
    gap_ms: int | None  # none sounded; 0 by construction
    position_error_ms: int | None  # target minus timeline when it became audible; signed
    corrections: int
    latency_ms: int | None  # from the load to the target's sound, where predicted_ms was expected
    is_cold: bool  # the target had held nothing of ours for half a minute
    mime: str | None  # what the target was sent


class HandoffsJson(Shape, frozen=True, kw_only=True):
    handoffs: list[HandoffJson]


# -- rooms and routines -----------------------------------------------------------------------------------------


Icon = Literal[
    "speaker",
    "pair",
    "sofa",
    "bed",
    "kitchen",
    "bath",
    "desk",
    "screen",
    "headphones",
    "garden",
    "cast",
    "page",
]
WallTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]  # 06:30


class NightJson(Shape, frozen=True, kw_only=True):
    begins: WallTime  # by the server's clock on the wall
    ends: WallTime
    max_volume_percent: Percentage


class RoomJson(Shape, frozen=True, kw_only=True):
    """A place that plays, as people know it, be it there or not."""

    id: str
    name: str
    own_name: str  # what it calls itself
    kind: Literal["browser", "virtual", "chromecast", "sonos", "phone"] | None  # None: it was never seen
    model: str
    is_here: bool
    seen_utc: datetime | None
    icon: Icon | None
    is_hidden: bool
    users: list[str] | None  # who may play there and sees it; None: everybody
    quality_kbps: int | None  # the most it is sent; None: what there is
    max_volume_percent: int
    night: NightJson | None


class RoomsJson(Shape, frozen=True, kw_only=True):
    rooms: list[RoomJson]


class RoomBody(Shape, frozen=True, kw_only=True):
    """All that people can decide about a place; what is left out is as nobody decided."""

    name: Name | None = None
    icon: Icon | None = None
    is_hidden: bool = False
    users: Annotated[list[Name], Meta(max_length=1000)] | None = None
    quality_kbps: Literal[320, 192, 128, 96] | None = None
    max_volume_percent: Percentage = 100
    night: NightJson | None = None


class SleepBody(Shape, frozen=True, kw_only=True):
    until: Literal["time", "track", "queue"] = "time"
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 30  # for "time"


Percent = Annotated[int, Meta(ge=1, le=100)]
DeviceIds = Annotated[list[Id], Meta(min_length=1, max_length=50)]


class AlarmBody(Shape, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=100)] = ""
    rings_at: WallTime
    weekdays: Annotated[
        list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)
    ] = []  # 0: Monday; none: once
    device_ids: DeviceIds
    fallback_device_id: Id | None = None  # if none of them is there; None: any other
    item: Id | None = None  # a track, release, artist, folder or playlist; None: what was playing
    volume_percent: Percent = 30
    ramp_s: Annotated[int, Meta(ge=0, le=600)] = 30  # it grows louder for so long
    is_on: bool = True


class AlarmJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    rings_at: str
    weekdays: list[int]
    device_ids: list[str]
    fallback_device_id: str | None
    item: str | None
    volume_percent: int
    ramp_s: int
    is_on: bool
    is_ringing: bool
    snoozed_utc: datetime | None
    next_ring_utc: datetime | None


class AlarmsJson(Shape, frozen=True, kw_only=True):
    alarms: list[AlarmJson]


class SnoozeBody(Shape, frozen=True, kw_only=True):
    minutes: Annotated[int, Meta(ge=1, le=120)] = 9


class AnnouncementBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    device_ids: DeviceIds | None = None  # None: everywhere
    volume_percent: Percent | None = None  # None: as loud as it is there


class Say(AnnouncementBody, frozen=True, kw_only=True, tag="say"):
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{1,8}){0,2}$(?!\n)")] | None = None


class Chime(AnnouncementBody, frozen=True, kw_only=True, tag="chime"):
    sound: Literal["chime", "gong", "bell"] = "chime"


class PlaySound(AnnouncementBody, frozen=True, kw_only=True, tag="play"):
    sound: bytes  # a recording of any kind, in base64; its first minute is heard


Announcement = Say | Chime | PlaySound


class AnnouncedJson(Shape, frozen=True, kw_only=True):
    device_ids: list[str]
    duration_ms: int
    waiting: int  # so many are heard before it


class VoiceJson(Shape, frozen=True, kw_only=True):
    can_speak: bool  # espeak-ng is installed


class FetchJson(Shape, frozen=True, kw_only=True):
    """One request of a device for music."""

    token: str
    asked: str | None  # the range, as the device wrote it
    begun_ms: int  # on the server's clock
    last_ms: int
    sent_bytes: int
    size_bytes: int | None  # of the whole stream
    is_closed: bool


class HappeningJson(Shape, frozen=True, kw_only=True):
    what: Literal["stalled", "failed", "stopped", "lost", "found", "arrived", "gone", "occupied"]
    detail: str
    at_utc: datetime


class LatencyJson(Shape, frozen=True, kw_only=True):
    """From a command to the sound."""

    mime: str  # of what was sent; empty: not known
    is_cold: bool  # the device had held nothing of ours for a while
    seen_ms: list[int]  # oldest first


class DiagnosticsJson(Shape, frozen=True, kw_only=True):
    """Why it does what it does."""

    device_id: str
    token: str | None  # of what plays there
    position_ms: int | None
    buffered_ms: int | None  # an estimate: what was fetched beyond the position
    latencies: list[LatencyJson]
    lead_ms: int | None  # what is reckoned with
    fetches: list[FetchJson]  # newest first
    happenings: list[HappeningJson]  # newest first


# -- live ---------------------------------------------------------------------------------------------------


class ClockJson(Shape, frozen=True, kw_only=True):
    now_ms: int


class SnapshotJson(Shape, frozen=True, kw_only=True):
    """The first event of /api/events and after every overflow."""

    revision: int
    now_ms: int
    sessions: list[SessionJson]
    devices: list[DeviceJson]
    scan: ScanJson


class RemovedJson(Shape, frozen=True, kw_only=True):
    id: str


class PlaylistNewsJson(Shape, frozen=True, kw_only=True):
    """A playlist was made, changed or deleted: ask for it again."""

    id: str


class NoticeJson(Shape, frozen=True, kw_only=True):
    """A sentence for people: a handoff that failed and why, a track that was skipped and why."""

    level: Literal["info", "warning", "error"]
    text: str
    session_id: str | None = None


class HealthJson(Shape, frozen=True, kw_only=True):
    status: Literal["ok"]
    version: str
    uptime_s: int
    scan: Literal["idle", "scanning", "failed"]
