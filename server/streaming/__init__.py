"""Every way to hear a track, byte-addressable. LAW: knows no session, no HTTP; FFmpeg only behind `encode`; a
chunk's bytes depend on nothing but file state, profile, start and number; nothing here owns a thread."""

from server.config import StreamingConfig
from server.streaming.at_hand import BytesFeed, FileFeed
from server.streaming.decide import Decision, Direct, Piece, Transcode, decide, exact_profile
from server.streaming.encode import missing_codecs
from server.streaming.errors import (
    FileChanged,
    FileMissing,
    LinkError,
    LinkExpired,
    LinkForged,
    NotYetMade,
    StreamError,
    TooManyStreams,
    Undecodable,
    UnknownProfile,
    UnknownSegment,
)
from server.streaming.feed import Feed
from server.streaming.fetches import Fetch, Fetches, Meter
from server.streaming.growing import Growing
from server.streaming.levels import REPLAYGAIN_LUFS, level_db
from server.streaming.limits import Ceiling, StreamLimits, Whereabouts
from server.streaming.manifests import DASH_MIME, HLS_MIME
from server.streaming.mimes import MIMES_OF_FORMATS, PROBED_MIMES
from server.streaming.package import Package, Ready, Segment
from server.streaming.profiles import (
    PROFILES,
    Codec,
    Profile,
    Wrapping,
    find_profile,
    flac,
    get_profile,
    l16,
    wav,
)
from server.streaming.ranges import (
    Answer,
    NotGrown,
    NotModified,
    Part,
    State,
    Unsatisfiable,
    Whole,
    choose,
    end_asked_for,
)
from server.streaming.recordings import Recording, Recordings
from server.streaming.rendition import OpenFile, Rendition
from server.streaming.streams import Offer, Opened, Streams
from server.streaming.titles import INTERVAL_BYTES, TitledFeed, titled_size_bytes
from server.streaming.treatment import UNTREATED, Treatment

__all__ = [
    "DASH_MIME",
    "HLS_MIME",
    "INTERVAL_BYTES",
    "MIMES_OF_FORMATS",
    "PROBED_MIMES",
    "PROFILES",
    "REPLAYGAIN_LUFS",
    "UNTREATED",
    "Answer",
    "BytesFeed",
    "Ceiling",
    "Codec",
    "Decision",
    "Direct",
    "Feed",
    "Fetch",
    "Fetches",
    "FileChanged",
    "FileFeed",
    "FileMissing",
    "Growing",
    "LinkError",
    "LinkExpired",
    "LinkForged",
    "Meter",
    "NotGrown",
    "NotModified",
    "NotYetMade",
    "Offer",
    "OpenFile",
    "Opened",
    "Package",
    "Part",
    "Piece",
    "Profile",
    "Ready",
    "Recording",
    "Recordings",
    "Rendition",
    "Segment",
    "State",
    "StreamError",
    "StreamLimits",
    "StreamingConfig",
    "Streams",
    "TitledFeed",
    "TooManyStreams",
    "Transcode",
    "Treatment",
    "Undecodable",
    "UnknownProfile",
    "UnknownSegment",
    "Unsatisfiable",
    "Whereabouts",
    "Whole",
    "Wrapping",
    "choose",
    "decide",
    "end_asked_for",
    "exact_profile",
    "find_profile",
    "flac",
    "get_profile",
    "l16",
    "level_db",
    "missing_codecs",
    "titled_size_bytes",
    "wav",
]
