"""Makes every rendition of a file: the one place that knows cache, encoders and what has grown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from library import DiskCache, MediaFile
from server.streaming.chunks import Chunks
from server.streaming.cut import Cut
from server.streaming.encode import ENCODER_VERSION
from server.streaming.encoded import Encoded, Patience
from server.streaming.encoders import Encoders
from server.streaming.forms import GRID_VERSION, GrowingForm, form_of
from server.streaming.growing import Growing
from server.streaming.growth import Growth, Growths, read_grown
from server.streaming.originals import check_unchanged
from server.streaming.profiles import Profile
from server.streaming.row import Row
from server.streaming.sources import Sources
from server.streaming.treatment import UNTREATED, Treatment


class Renditions:
    """Any thread."""

    def __init__(self, *, cache: DiskCache, encoders: Encoders, patience: Patience) -> None:
        self._cache = cache
        self._chunks = Chunks(cache=cache, encoders=encoders)
        self._patience = patience
        self._growths = Growths()
        self._sources = Sources()

    def get(
        self, media: MediaFile, profile: Profile, start_ms: int, listener: str, treatment: Treatment
    ) -> Encoded | Growing:
        """Reads the file here and there the first time. Raises: FileChanged, FileMissing, Undecodable."""
        row = self.row(media, profile, start_ms, listener, treatment)
        etag = row.key.partition("/")[2]
        modified_utc = modified(media)
        if isinstance(row.form, GrowingForm):
            growth = self._growth(row)
            return Growing(row, growth, etag=etag, modified_utc=modified_utc, patience=self._patience)
        return Encoded(row, etag=etag, modified_utc=modified_utc, patience=self._patience)

    def row(
        self,
        media: MediaFile,
        profile: Profile,
        start_ms: int,
        listener: str,
        treatment: Treatment = UNTREATED,
    ) -> Row:
        """The chunks of a rendition. Raises: FileChanged, FileMissing, Undecodable."""
        check_unchanged(media)
        source = self._sources.get(media)
        cut = Cut(source, profile, treatment, start_ms * profile.rate_hz // 1000)
        how = "-".join(filter(None, (profile.name, treatment.name)))
        key = f"{media.track_id}/{media.state}-{how}-{start_ms}-{GRID_VERSION}-{ENCODER_VERSION}"
        form = form_of(
            profile,
            cut.samples,
            source_rate_hz=source.rate_hz,
            name=key,
            packet_samples=cut.packet_samples,
        )
        row = Row(cut, form, key, self._chunks, partial(check_unchanged, media), listener, form.head)
        if not isinstance(form, GrowingForm):
            return row
        growth = self._growth(row)
        return replace(row, note=growth.note, digest=growth.digest)

    def _growth(self, row: Row) -> Growth:
        return self._growths.get(row.key, lambda: self._new_growth(row))

    def _new_growth(self, row: Row) -> Growth:
        growth = Growth(
            row.count,
            needs_digest=isinstance(row.form, GrowingForm) and row.form.needs_digest,
            complete=lambda grown: self._cache.put(f"{row.key}/grown", grown.to_json()),
        )
        found = self._cache.find(f"{row.key}/grown")
        if found is not None:
            growth.restore(read_grown(found))
        return growth


def modified(media: MediaFile) -> datetime:
    """To the second, as HTTP tells it."""
    return datetime.fromtimestamp(media.mtime_ns // 1_000_000_000, UTC)
