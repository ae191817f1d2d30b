"""What a coordinator plays: its URI and the next one, and where it is in time.

NO_MEDIA ─set─► STOPPED ─play─► TRANSITIONING ─(delay over, data there)─► PLAYING ─► STOPPED, or the next one
                                    ▲    ▲                                 │  │
                                    │    └── play ── PAUSED_PLAYBACK ◄─────┘  └── starved, seek ─► TRANSITIONING
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import numpy as np

from tests.emulators.sonos.decoder import Decoder
from tests.emulators.sonos.profiles import Profile
from tests.emulators.sonos.stream import Fetch, Stream
from tests.emulators.sonos.wire import Fault, clock_text, read_clock

_DIDL = "{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_UPNP = "{urn:schemas-upnp-org:metadata-1-0/upnp/}"
# What is no stream of ours sounds elsewhere than in our ears: it has a state, a track and a position, no samples.
_FOREIGN = ("x-rincon-queue:", "x-sonos-spotify:", "x-sonosapi-stream:", "x-sonos-htastream:")
_RESUME_MS = 150  # from Play to sound, of what was paused


@dataclass(frozen=True, slots=True)
class Item:
    uri: str
    metadata: str
    duration_ms: int


@dataclass
class Transport:
    """All but `advance` may be called by any thread that holds the household's lock; so does `advance`."""

    profile: Profile
    now_ms: Callable[[], int]
    hear: Callable[[int, np.ndarray], None]
    changed: Callable[[], None]  # what is evented is another
    reachable: Callable[[], bool]
    fetched: list[Fetch] = field(default_factory=list)
    state: str = "NO_MEDIA_PRESENT"
    status: str = "OK"
    track: int = 1  # in a queue
    current: Item | None = None
    following: Item | None = None
    _decoder: Decoder | None = None
    _next_decoder: Decoder | None = None
    _following_since_ms: int = 0
    _position_ms: float = 0.0  # sounds, or is to sound, at …
    _at_ms: int | None = None  # … this time; None: it does not
    _sounded_ms: float = 0.0  # up to here it was heard
    _held: Decoder | None = None  # an old one whose connection nobody has closed

    # -- actions -------------------------------------------------------------------------------------------

    def load(self, uri: str, metadata: str) -> None:
        """Raises: Fault."""
        item = self._checked(uri, metadata)
        self._silence(keep_open=self.profile.waits_for_old_stream)
        self.current, self.following, self.track = item, None, 1
        self.state, self.status = "STOPPED", "OK"
        self.changed()

    def load_next(self, uri: str, metadata: str) -> None:
        """Raises: Fault."""
        if self._next_decoder is not None:
            self._next_decoder.close()
            self._next_decoder = None
        self.following = self._checked(uri, metadata) if uri else None
        self._following_since_ms = self.now_ms()
        self.changed()

    def play(self) -> None:
        """Raises: Fault."""
        if self.current is None:
            raise Fault(701)
        if self.state in ("PLAYING", "TRANSITIONING"):
            return
        if self.current.uri.startswith(_FOREIGN):
            self._at_ms = self.now_ms()
            self._become("PLAYING")
            return
        is_paused = self.state == "PAUSED_PLAYBACK"
        if self._decoder is None:
            self._decoder = self._decode(self.current, self._position_ms)
        self._at_ms = self.now_ms() + (_RESUME_MS if is_paused else self.profile.start_delay_ms)
        self._become("TRANSITIONING")

    def pause(self) -> None:
        """Raises: Fault. 701 when nothing plays (14, SoCo#454)."""
        if self.state not in ("PLAYING", "TRANSITIONING"):
            raise Fault(701)
        self._hold()
        if self.profile.pause_closes and self._decoder is not None:
            self._decoder.stream.drop()
        self._become("PAUSED_PLAYBACK")

    def stop(self) -> None:
        """Raises: Fault."""
        if self.state == "NO_MEDIA_PRESENT":
            raise Fault(701)
        self._silence()
        self._become("STOPPED")

    def seek(self, unit: str, target: str) -> None:
        """Raises: Fault."""
        if unit == "TRACK_NR" and self.current is not None and self.current.uri.startswith("x-rincon-queue:"):
            self.track, self._position_ms = int(target), 0.0
            self.changed()
            return
        if (
            unit != "REL_TIME"
            or self.current is None
            or not self.current.uri.startswith(("http:", "x-rincon-queue:"))
        ):
            raise Fault(710 if unit != "REL_TIME" else 701)
        position_ms = read_clock(target)
        if self.current.duration_ms and position_ms > self.current.duration_ms:
            raise Fault(711)
        was = self.state
        self._silence()
        self._position_ms = self._sounded_ms = float(position_ms)
        if was in ("PLAYING", "TRANSITIONING") and not self.current.uri.startswith(_FOREIGN):
            self._decoder = self._decode(self.current, position_ms)
            self._at_ms = self.now_ms() + self.profile.start_delay_ms // 2
            self._become("TRANSITIONING")
        else:
            self._become(was)

    def skip(self) -> None:
        """Next, by a key or the app. Raises: Fault. 711 where there is no next track (14)."""
        if self.following is None:
            raise Fault(711)
        item = self.following
        self._silence()
        self.current, self.following = item, None
        self.state = "STOPPED"
        self.play()

    def restart(self) -> None:
        """Previous, by a key or the app: the track from its beginning."""
        if self.current is None:
            raise Fault(701)
        self.seek("REL_TIME", "0:00:00")

    def occupy(self, uri: str) -> None:
        """Somebody plays this in the app; it sounds elsewhere than in our ears."""
        self._silence()
        self.current, self.following, self.state = Item(uri, "", 0), None, "STOPPED"
        self.play()

    def cut(self) -> None:
        """The network is gone: what is fetched breaks off."""
        for decoder in (self._decoder, self._next_decoder):
            if decoder is not None:
                decoder.stream.drop()

    def change_place(
        self,
        *,
        hear: Callable[[int, np.ndarray], None],
        changed: Callable[[], None],
        reachable: Callable[[], bool],
    ) -> None:
        """Another room coordinates from now on, and it plays on."""
        self.hear, self.changed, self.reachable = hear, changed, reachable

    # -- what is so ----------------------------------------------------------------------------------------

    def position_ms(self) -> float:
        return self._position_at(self.now_ms())

    def _position_at(self, now_ms: int) -> float:
        if self._at_ms is None or self.state != "PLAYING":
            return self._position_ms
        return self._position_ms + max(0, now_ms - self._at_ms)

    def position_info(self) -> dict[str, object]:
        """Whole seconds (13), of what sounded when the room last looked."""
        item = self.current
        said_ms = self.position_ms() if self.state == "PLAYING" else self._position_ms
        return {
            "Track": self.track if item else 0,
            "TrackDuration": clock_text(item.duration_ms) if item else "0:00:00",
            "TrackMetaData": item.metadata if item else "",
            "TrackURI": item.uri if item else "",
            "RelTime": clock_text(said_ms),
            "AbsTime": "NOT_IMPLEMENTED",
            "RelCount": 2147483647,
            "AbsCount": 2147483647,
        }

    def ahead_ms(self) -> float:
        """Of what sounds, decoded; endless when all is there."""
        decoder = self._decoder
        if decoder is None:
            return 0.0
        return float("inf") if decoder.is_done else decoder.decoded_ms - self.position_ms()

    def unheard_ms(self) -> float:
        """What should have sounded by now and has not, as the room's thread has not come to it."""
        return self.position_ms() - self._sounded_ms if self.state == "PLAYING" else 0.0

    def following_ms(self) -> float:
        """Decoded of the next one; endless when all is there."""
        decoder = self._next_decoder
        if decoder is None:
            return 0.0
        return float("inf") if decoder.is_done else decoder.ahead_ms()

    def advance(self) -> None:
        """Brings everything up to now; called every few ms by the room's thread."""
        now_ms = self.now_ms()
        if self._decoder is None:
            return
        if self.state == "TRANSITIONING":
            self._begin(now_ms)
        elif self.state == "PLAYING":
            self._go_on(now_ms)

    def close(self) -> None:
        self._silence()

    # -- in order of use -----------------------------------------------------------------------------------

    def _checked(self, uri: str, metadata: str) -> Item:
        """The item, if this kind of room takes it: 714 for what its DIDL says, before any request (4, 5)."""
        if uri.startswith(_FOREIGN):
            return Item(uri, metadata, 0)
        if not uri.startswith(("http:", "x-rincon-mp3radio:")):
            raise Fault(714)
        if not metadata:
            return Item(uri, "", 0)
        try:
            found = ET.fromstring(metadata).find(f"{_DIDL}item")
        except ET.ParseError:
            found = None
        resource = found.find(f"{_DIDL}res") if found is not None else None
        if found is None or resource is None:
            raise Fault(714)
        fields = resource.get("protocolInfo", "").split(":")
        mime = fields[2].partition(";")[0] if len(fields) == 4 else ""
        duration = resource.get("duration", "")
        is_named = found.findtext(f"{_DC}title") and found.findtext(f"{_UPNP}class")
        if not is_named or mime not in self.profile.mimes or uri.partition("?")[0].endswith(".aac"):
            raise Fault(714)
        if mime.endswith("flac") and not duration:
            raise Fault(714)
        return Item(uri, metadata, read_clock(duration.partition(".")[0]) if duration else 0)

    def _decode(self, item: Item, start_ms: float) -> Decoder:
        stream = Stream(item.uri, self.profile, self.now_ms, self.fetched, self.reachable)
        old = self._held
        return Decoder(
            stream,
            round(start_ms),
            most_bits=self.profile.most_bits,
            may_begin=lambda: old is None or not old.stream.is_open(),
        )

    def _begin(self, now_ms: int) -> None:
        decoder = self._decoder
        if decoder is None or self._at_ms is None or now_ms < self._at_ms:
            return
        if decoder.error:
            self._fail()
        elif decoder.is_done or decoder.ahead_ms() >= self.profile.prebuffer_ms:
            self._at_ms = now_ms
            self._become("PLAYING")

    def _go_on(self, now_ms: int) -> None:
        decoder = self._decoder
        if decoder is None or self._at_ms is None:
            return
        self._sound(now_ms)
        self._foresee()
        if self._position_at(now_ms) < decoder.decoded_ms:
            return
        if decoder.is_done:
            self._end(round(self._at_ms + decoder.decoded_ms - self._position_ms), now_ms)
        elif decoder.error:
            self._fail()
        else:
            self._position_ms, self._at_ms = decoder.decoded_ms, now_ms
            self._become("TRANSITIONING")

    def _sound(self, now_ms: int) -> None:
        if self._decoder is None or self._at_ms is None or self.state != "PLAYING":
            return
        samples = self._decoder.take(self._position_ms + now_ms - self._at_ms)
        if samples is not None:
            self.hear(round(self._at_ms + self._sounded_ms - self._position_ms), samples)
            self._sounded_ms += len(samples) / 48

    def _foresee(self) -> None:
        """The next one is fetched as soon as this one is there to its end."""
        if (
            self.following is not None
            and self._next_decoder is None
            and self._decoder
            and self._decoder.is_done
        ):
            self._next_decoder = self._decode(self.following, 0)

    def _end(self, end_ms: int, now_ms: int) -> None:
        item, prepared = self.following, self._next_decoder
        self._next_decoder = None
        self._silence()
        if item is None:
            self._become("STOPPED")
            return
        was_late = end_ms - self._following_since_ms < self.profile.needs_next_ms
        self.current, self.following = item, None
        self._decoder = prepared or self._decode(item, 0)
        if was_late or prepared is None or prepared.ahead_ms() <= 0:
            self._at_ms = now_ms + self.profile.start_delay_ms
            self._become("TRANSITIONING")
        else:
            self._at_ms = end_ms
            self._become("PLAYING")
            self._sound(now_ms)

    def _hold(self) -> None:
        now_ms = self.now_ms()
        self._sound(now_ms)
        self._position_ms = self._sounded_ms if self.state == "PLAYING" else self._position_ms
        self._at_ms = None

    def _fail(self) -> None:
        self._silence()
        self.status = "ERROR_OCCURRED"
        self._become("STOPPED")

    def _silence(self, *, keep_open: bool = False) -> None:
        held, self._held = self._held, None
        for decoder in (held, self._decoder, self._next_decoder):
            if decoder is None:
                continue
            if keep_open and decoder is not self._next_decoder and decoder.stream.is_open():
                self._held = decoder  # nothing is read from it any more
            else:
                decoder.close()
        self._decoder = self._next_decoder = None
        self._position_ms = self._sounded_ms = 0.0
        self._at_ms = None

    def _become(self, state: str) -> None:
        self.state = state
        self.changed()
