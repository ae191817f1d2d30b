"""What models of speakers play, where they cannot be asked: from their makers' pages and from what broke."""

from __future__ import annotations

from collections.abc import Iterable

from devices.model import Capabilities, Fading

# developers.google.com/cast/docs/media. 48 kHz and 16 bits are what every model and every group really plays:
# at 96 kHz some broke with an update, and groups stutter.
_CAST_MIMES = frozenset({
    "audio/flac", "audio/mpeg", "audio/mp4; codecs=mp4a.40.2", "audio/aac", "audio/ogg; codecs=opus",
    "audio/ogg; codecs=vorbis", "audio/wav",
})  # fmt: skip
_CAST_96_KHZ = ("Chromecast Audio", "Chromecast Ultra", "Google TV Streamer")

# docs.sonos.com, "Supported audio formats". WAV and AIFF have 16 bits also where FLAC may have 24.
_SONOS_MIMES = frozenset({
    "audio/flac", "audio/mpeg", "audio/mp4; codecs=mp4a.40.2", 'audio/mp4; codecs="alac"',
    "audio/ogg; codecs=vorbis", "audio/wav", "audio/aiff",
})  # fmt: skip


def of_cast(model: str, *, is_group: bool = False) -> Capabilities:
    """By the model's name as it announces itself ("Nest Mini"); unknown ones get what all play."""
    is_high = not is_group and any(model.startswith(name) for name in _CAST_96_KHZ)
    return Capabilities(
        _CAST_MIMES,
        max_sample_rate_hz=96_000 if is_high else 48_000,
        max_bits=24 if is_high else 16,
        can_preload=True,
        is_at_home=True,
        fading=Fading.VOLUME,
        can_rate=not is_group,  # members could not stay in step
        position_bound_ms=30,  # it tells milliseconds, and how old they are is known to some
    )


def of_sonos(*, generation: int) -> Capabilities:
    """1: S1, the older software; 2: S2."""
    return Capabilities(
        _SONOS_MIMES,
        max_bits=16 if generation == 1 else 24,
        max_pcm_bits=16,
        can_preload=True,
        starts_in_stream=True,
        fading=Fading.VOLUME,
        is_at_home=True,
        position_bound_ms=90,  # its first report may itself be off by half of devices.sonos.deck.LOOK_LOADING_MS
    )


def of_dlna(protocol_infos: Iterable[str]) -> Capabilities:
    """By what the renderer's GetProtocolInfo lists as sinks: "http-get:*:audio/flac:*" (UPnP ConnectionManager:1)."""
    fields = (info.split(":") for info in protocol_infos)
    mimes = {each[2].strip().lower() for each in fields if len(each) == 4 and each[0] == "http-get"}
    plain = {mime.partition(";")[0].strip() if mime.startswith("audio/l16") else mime for mime in mimes}
    return Capabilities(
        frozenset(plain or {"audio/mpeg"}),  # one that does not say plays MP3
        max_bits=16,
        is_at_home=True,
    )
