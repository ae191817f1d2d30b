"""Links to streams: signed, expiring, and complete in themselves, so that nothing needs to be remembered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from devices import PlayToken
from library import TrackId
from server.clock import Clock
from server.streaming.errors import LinkExpired, LinkForged
from server.streaming.treatment import UNTREATED, Treatment, get_treatment

_TOKEN = 4  # its place among the fields


@dataclass(frozen=True, slots=True)
class Link:
    """One way to hear one state of one file, on behalf of one load."""

    track_id: TrackId
    state: str  # MediaFile.state when the link was made
    profile: str | None  # a profile's name; None: the original bytes
    start_ms: int
    token: PlayToken
    listener: str = ""  # on whose behalf
    is_paced: bool = False  # sent hardly faster than it is heard
    treatment: Treatment = UNTREATED


class Links:
    """Signs and reads links. Any thread."""

    def __init__(self, *, key: bytes, lifetime: timedelta, clock: Clock) -> None:
        self._serializer: URLSafeSerializer = URLSafeSerializer(
            key, salt="segue stream link", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._lifetime = lifetime
        self._clock = clock

    def sign(self, link: Link) -> str:
        expires_utc = self._clock.now_utc() + self._lifetime
        fields = [
            link.track_id, link.state, link.profile, link.start_ms, link.token, link.listener, link.is_paced,
            link.treatment.name,
            int(expires_utc.timestamp()),
        ]  # fmt: skip
        return self._serializer.dumps(fields)

    def find_token(self, signed: str) -> PlayToken | None:
        """Of the load that this link was made for, also when it has expired; None if it is not ours."""
        try:
            fields = self._serializer.loads(signed)
        except BadData:
            return None
        return PlayToken(fields[_TOKEN])

    def read(self, signed: str) -> Link:
        """Raises: LinkForged, LinkExpired."""
        try:
            *fields, treatment, expires_s = self._serializer.loads(signed)
            track_id, state, profile, start_ms, token, listener, is_paced = fields
            treated = get_treatment(treatment)
        except (BadData, ValueError) as error:
            raise LinkForged from error
        if self._clock.now_utc().timestamp() >= expires_s:
            raise LinkExpired
        return Link(
            TrackId(track_id), state, profile, start_ms, PlayToken(token), listener, is_paced, treated
        )
