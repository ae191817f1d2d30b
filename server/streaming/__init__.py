"""Every way to hear a track, byte-addressable. LAW: knows no session, no HTTP; FFmpeg only behind `encode`; a
chunk's bytes depend on nothing but file state, profile, start and number; nothing here owns a thread."""

from server.config import StreamingConfig
from server.streaming.decide import Decision, Direct, StreamLimits, Transcode, decide
from server.streaming.encode import missing_codecs
from server.streaming.errors import (
    FileChanged,
    FileMissing,
    LinkError,
    LinkExpired,
    LinkForged,
    StreamError,
    TooManyStreams,
    Undecodable,
    UnknownProfile,
)
from server.streaming.levels import REPLAYGAIN_LUFS, level_db
from server.streaming.mimes import PROBED_MIMES
from server.streaming.profiles import PROFILES, Codec, Profile, find_profile, get_profile
from server.streaming.ranges import Answer, NotModified, Part, State, Unsatisfiable, Whole, choose
from server.streaming.rendition import Blocks, Body, OpenFile, Rendition
from server.streaming.streams import Offer, Streams

__all__ = [
    "PROBED_MIMES",
    "PROFILES",
    "REPLAYGAIN_LUFS",
    "Answer",
    "Blocks",
    "Body",
    "Codec",
    "Decision",
    "Direct",
    "FileChanged",
    "FileMissing",
    "LinkError",
    "LinkExpired",
    "LinkForged",
    "NotModified",
    "Offer",
    "OpenFile",
    "Part",
    "Profile",
    "Rendition",
    "State",
    "StreamError",
    "StreamLimits",
    "StreamingConfig",
    "Streams",
    "TooManyStreams",
    "Transcode",
    "Undecodable",
    "UnknownProfile",
    "Unsatisfiable",
    "Whole",
    "choose",
    "decide",
    "find_profile",
    "get_profile",
    "level_db",
    "missing_codecs",
]
