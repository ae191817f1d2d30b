"""Cuts a file into the pieces that a sheet lists; pure."""

from __future__ import annotations

from collections.abc import Iterator

from library.model import Span
from library.tags.cue.model import Sheet, SheetBroken, SheetFile
from library.tags.model import Piece, RawTags
from library.tags.normalize import normalize

# What a file says of the one track that it seems to be; its pieces are others.
_OF_THE_WHOLE = frozenset(
    {
        *("title", "titlesort", "tracknumber", "tracktotal", "totaltracks", "isrc", "bpm", "initialkey"),
        *("replaygain_track_gain", "replaygain_track_peak", "r128_track_gain", "cuesheet", "lyrics"),
        *(
            "musicbrainz_trackid",
            "musicbrainz_releasetrackid",
            "itunsmpb",
            "work",
            "movement",
            "movementname",
        ),
    }
)


def cut(
    sheet: Sheet, inside: SheetFile, fields: RawTags, *, rate_hz: int, duration_ms: int
) -> tuple[Piece, ...]:
    """Piece by piece, by time; empty for a file that holds one track. Raises: SheetBroken."""
    if len(inside.tracks) < 2:
        return ()
    end = round(rate_hz * duration_ms / 1000)
    return tuple(_pieces(sheet, inside, fields, rate_hz=rate_hz, end=end))


def _pieces(sheet: Sheet, inside: SheetFile, fields: RawTags, *, rate_hz: int, end: int) -> Iterator[Piece]:
    # Whole at every rate that a CD's 75 frames divide; else to the nearest sample.
    starts = [round(track.starts_s * rate_hz) for track in inside.tracks]
    for track, start, stop in zip(inside.tracks, starts, [*starts[1:], None], strict=True):
        if start >= end:
            at_s, long_s = start // rate_hz, end // rate_hz
            raise SheetBroken(
                f"Track {track.number} begins at {at_s // 60}:{at_s % 60:02}, "
                f"but the file is {long_s // 60}:{long_s % 60:02} long."
            )
        yield Piece(
            number=track.number,
            span=Span(start, stop),
            tags=normalize(_fields(sheet, track.number, track.fields, fields, len(inside.tracks))),
            duration_ms=round((min(stop or end, end) - start) * 1000 / rate_hz),
            share=(min(stop or end, end) - start) / end,
        )


def _fields(sheet: Sheet, number: int, own: RawTags, whole: RawTags, count: int) -> RawTags:
    """The track's own words before the sheet's, the sheet's before the file's."""
    kept = {name: values for name, values in whole.items() if name not in _OF_THE_WHOLE}
    told: RawTags = {"title": [f"Track {number}"], **kept, **sheet.fields, **own}
    told["tracknumber"] = [f"{number}/{count}"]
    performer = own.get("artist") or sheet.fields.get("albumartist")
    if performer:
        told["artist"] = performer
        if "artist" not in own or own["artist"] != whole.get("artist"):
            for name in ("artists", "artistsort", "musicbrainz_artistid"):
                told.pop(name, None)
    if "albumartist" in sheet.fields and sheet.fields["albumartist"] != whole.get("albumartist"):
        for name in ("albumartists", "albumartistsort", "musicbrainz_albumartistid"):
            told.pop(name, None)
    if "albumartist" not in told and "artist" in whole:
        told["albumartist"] = whole["artist"]
    return told
