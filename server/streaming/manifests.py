"""What players of HLS (RFC 8216) and DASH (ISO 23009-1) read before the segments: pure text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from server.streaming.profiles import Codec, Profile

HLS_MIME = "application/vnd.apple.mpegurl"
DASH_MIME = "application/dash+xml"

_CODECS = {Codec.AAC: "mp4a.40.2", Codec.FLAC: "fLaC"}
_OVERHEAD = 1.05  # boxes around packets, and AAC's swings


@dataclass(frozen=True, slots=True)
class Variant:
    """One playlist; paths are relative to the manifests: "m4a-128/0.m4s"."""

    profile: Profile
    durations: Sequence[int]  # of the segments, in samples

    @property
    def bandwidth(self) -> int:
        return round(self.profile.bitrate_kbps * 1000 * _OVERHEAD)

    @property
    def codecs(self) -> str:
        return _CODECS[self.profile.codec]


@dataclass(frozen=True, slots=True)
class Sealed:
    """How a playlist's segments are opened; each one's IV is its number, the init segment's is told."""

    key_uri: str
    init_iv: str


def master(variants: Sequence[Variant], *, below: str = "") -> str:
    """Of variants that a player may change between in the middle; they lie at `below`, "" or "…/"."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for variant in variants:
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth},CODECS="{variant.codecs}"')
        lines.append(f"{below}{variant.profile.name}/index.m3u8")
    return "\n".join([*lines, ""])


def playlist(variant: Variant, sealed: Sealed | None = None) -> str:
    rate_hz = variant.profile.rate_hz
    longest_s = max(1, round(max(variant.durations, default=0) / rate_hz))
    lines = [
        "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{longest_s}", "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", *_beginning(sealed),
    ]  # fmt: skip
    for number, samples in enumerate(variant.durations):
        lines += [f"#EXTINF:{samples / rate_hz:.6f},", f"{number}.m4s"]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _beginning(sealed: Sealed | None) -> list[str]:
    """A key holds for what follows it, until the next one (RFC 8216 §4.3.2.4); an init segment's must name its IV."""
    map_line = '#EXT-X-MAP:URI="init.mp4"'
    if sealed is None:
        return [map_line]
    key_line = f'#EXT-X-KEY:METHOD=AES-128,URI="{sealed.key_uri}"'
    return [f"{key_line},IV={sealed.init_iv}", map_line, key_line]


def mpd(variants: Sequence[Variant], *, priming: int) -> str:
    """The same segments for DASH. `priming` samples come before the music, in AAC."""
    seconds = sum(variants[0].durations) / variants[0].profile.rate_hz if variants else 0
    adaptations = "".join(_adaptation(codec, variants, priming) for codec in _CODECS)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" '
        f'mediaPresentationDuration="PT{seconds:.3f}S" minBufferTime="PT2S"><Period id="0">'
        f"{adaptations}</Period></MPD>\n"
    )


def _adaptation(codec: Codec, variants: Sequence[Variant], priming: int) -> str:
    """What a player may change between: AAC of several sizes, or FLAC alone."""
    chosen = [variant for variant in variants if variant.profile.codec is codec]
    if not chosen:
        return ""
    representations = "".join(_representation(variant) for variant in chosen)
    first = chosen[0]
    offset = priming if codec is Codec.AAC else 0
    spans = [first.durations[0] + offset, *first.durations[1:]] if first.durations else []
    timeline = "".join(f'<S d="{span}"/>' for span in spans)
    return (
        '<AdaptationSet contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1">'
        f'<SegmentTemplate timescale="{first.profile.rate_hz}" presentationTimeOffset="{offset}" startNumber="0" '
        'initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s">'
        f"<SegmentTimeline>{timeline}</SegmentTimeline></SegmentTemplate>{representations}</AdaptationSet>"
    )


def _representation(variant: Variant) -> str:
    name, codecs = quoteattr(variant.profile.name), quoteattr(variant.codecs)
    rate_hz, bandwidth = variant.profile.rate_hz, variant.bandwidth
    return (
        f'<Representation id={name} codecs={codecs} bandwidth="{bandwidth}" audioSamplingRate="{rate_hz}"/>'
    )
