"""Which MIME type says that a device can play a kind of audio: the one place where formats and types meet."""

from __future__ import annotations

from collections.abc import Iterable

from library import AudioFormat
from server.streaming.profiles import AAC_MIME, MP3_MIME, OPUS_MIME

MIMES_OF_FORMATS = {  # by codec and container
    ("mp3", "mp3"): MP3_MIME,
    ("flac", "flac"): "audio/flac",
    ("flac", "ogg"): "audio/ogg; codecs=flac",
    ("flac", "mp4"): 'audio/mp4; codecs="flac"',
    ("opus", "ogg"): OPUS_MIME,
    ("opus", "mp4"): 'audio/mp4; codecs="opus"',
    ("vorbis", "ogg"): "audio/ogg; codecs=vorbis",
    ("aac", "mp4"): "audio/mp4; codecs=mp4a.40.2",
    ("aac", "aac"): AAC_MIME,
    ("aac", "adts"): AAC_MIME,
    ("alac", "mp4"): 'audio/mp4; codecs="alac"',
    ("pcm", "wav"): "audio/wav",
    ("pcm", "aiff"): "audio/aiff",
    ("wavpack", "wavpack"): "audio/x-wavpack",
    ("ape", "ape"): "audio/x-ape",
    ("dsd", "dsf"): "audio/x-dsf",
}

# What a page asks its browser about, with `canPlayType`; it reports those that are not answered by "".
PROBED_MIMES = tuple(dict.fromkeys(MIMES_OF_FORMATS.values()))

_SPELLINGS = {
    "audio/mp3": MP3_MIME,
    "audio/x-mpeg": MP3_MIME,
    "audio/x-flac": "audio/flac",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-aiff": "audio/aiff",
    "audio/aacp": AAC_MIME,
    "audio/opus": OPUS_MIME,
    "audio/mp4": "audio/mp4; codecs=mp4a.40.2",
    "audio/x-m4a": "audio/mp4; codecs=mp4a.40.2",
    "audio/m4a": "audio/mp4; codecs=mp4a.40.2",
}


def mime_needed(format: AudioFormat) -> str | None:
    """What a device must list to get such a file as it is; None: no device plays that."""
    return MIMES_OF_FORMATS.get((format.codec, format.container))


def plays(mimes: Iterable[str], needed: str) -> bool:
    """Whether `needed` is among `mimes`, however they are spelt."""
    return _plain(needed) in {_plain(mime) for mime in mimes}


def _plain(mime: str) -> str:
    text = "; ".join(part.strip() for part in mime.lower().replace('"', "").split(";"))
    return _SPELLINGS.get(text, text).replace('"', "")
