"""The phones of the house: each app that says what it plays becomes a device, and the sessions hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from devices import DeviceId, Paused, Playing
from devices.hub import DeviceHub
from library import TrackId, UserId
from server.clock import Clock
from server.phones.choice import PULL_MS, choose, find_index, heard, is_part, live_queue, own_session
from server.phones.choice import sounds_elsewhere as is_carried
from server.phones.directory import Directory
from server.phones.model import App, LiveQueue, Phone, Pulled, Said, Saved, State
from server.phones.store import PhoneStore
from server.sessions import FASTEST, SLOWEST, Leave, Reset, Session, Sessions, TakeOver

_STATES: dict[State, Literal["starting", "playing", "paused"]] = {
    State.STARTING: "starting",
    State.PLAYING: "playing",
    State.PAUSED: "paused",
    State.STOPPED: "paused",  # it may play on
}
Tracks = tuple[tuple[TrackId, int], ...]


class Phones:
    """Any thread; waits for the sessions' decision at most, never for a device."""

    def __init__(self, *, hub: DeviceHub, sessions: Sessions, store: PhoneStore, clock: Clock) -> None:
        self._hub = hub
        self._sessions = sessions
        self._store = store
        self._clock = clock
        self._directory = Directory(hub, clock)

    def report(self, app: App, said: Said, *, by_report: bool = True) -> None:
        """What the app plays at this moment. Raises: TooManySessions, Busy."""
        phone = heard(self._directory.see(app), said, self._sessions.list_all())
        phone = self._directory.keep(replace(phone, reports=phone.reports or by_report))
        if not phone.is_let_go:
            self._follow(phone, said)

    def announce(self, app: App, track: TrackId, duration_ms: int) -> None:
        """It plays this now; where it is in it nobody says. Raises: TooManySessions, Busy."""
        phone, now_ms = self._directory.see(app), self._clock.now_ms()
        last, pulled = phone.said, phone.pulled
        if phone.reports:
            return
        if pulled and pulled.track == track and now_ms - pulled.at_ms < PULL_MS:
            position_ms = pulled.position_ms
            self._directory.keep(replace(phone, pulled=replace(pulled, at_ms=now_ms - PULL_MS)))
        elif last and last.track == track and last.position_at(now_ms) < duration_ms:
            position_ms = last.position_at(now_ms)
        else:
            position_ms = 0
        said = Said(track, duration_ms, position_ms, now_ms, State.PLAYING, counts_plays=True)
        self.report(app, said, by_report=False)

    def save_queue(self, app: App, tracks: Tracks, index: int, position_ms: int) -> None:
        """The app's queue; no music elsewhere stops for it. Raises: TooManySessions, Busy."""
        phone = self._directory.see(app)
        if not tracks:
            self._clear(phone)
            return
        owned = self._owned(app.user)
        part = next((s for s in owned if is_part(s, phone.device)), None)
        if part is None and any(_is_of(s, tracks) and s.timeline.running for s in owned):
            return  # it was fetched from there, and plays there
        session = part or own_session(phone, owned) or self._sessions.create(app.user, app.title)
        state = State.PLAYING if part is not None and part.playing else State.PAUSED
        track, duration_ms = tracks[index]
        counts = phone.said.counts_plays if phone.said else not phone.reports
        said = Said(track, duration_ms, position_ms, self._clock.now_ms(), state, counts_plays=counts)
        self._directory.keep(replace(phone, said=said, session=session.id, takes_part=True, is_let_go=False))
        self._take_over(phone, session, said, tracks, index)
        self._store.save(app.user, Saved(session.id, self._clock.now_utc(), app.name))

    def find_queue(self, app: App) -> LiveQueue | None:
        """What there is to go on with. The app that asks may play it from now on."""
        phone, now_ms = self._directory.see(app), self._clock.now_ms()
        saved = self._store.find_saved(app.user)
        session = live_queue(self._owned(app.user), phone.device, saved.session if saved else None)
        current = session.queue.current if session else None
        if session is None or current is None:
            return None
        position_ms = min(current.duration_ms, max(0, session.timeline.position_at(now_ms)))
        pulled = Pulled(session.id, current.track_id, position_ms, now_ms)
        self._directory.keep(replace(phone, pulled=pulled, is_let_go=False))
        if saved is not None and saved.session == session.id and not is_carried(session, phone.device):
            return LiveQueue(session, position_ms, saved.changed_utc, saved.changed_by)
        touched_utc = self._clock.now_utc() - timedelta(milliseconds=now_ms - session.timeline.at_ms)
        return LiveQueue(session, position_ms, touched_utc, self._name_of(session))

    def find_session(self, user: UserId) -> Session | None:
        """The one that this user's remote controls mean: what sounds, else what was touched last."""
        saved, owned = self._store.find_saved(user), self._owned(user)
        last = max(owned, key=lambda s: s.timeline.at_ms, default=None)
        return live_queue(owned, None, saved.session if saved else None) or last

    def find_speaker(self, user: UserId) -> DeviceId | None:
        """The one that this user's jukebox played on last."""
        return self._store.find_speaker(user)

    def use_speaker(self, user: UserId, device: DeviceId) -> None:
        self._store.use_speaker(user, device)

    def forget_user(self, user: UserId) -> None:
        self._directory.forget_user(user)
        self._store.forget_user(user)

    # -- what it means for the sessions -----------------------------------------------------------------------

    def _follow(self, phone: Phone, said: Said) -> None:
        owned = self._owned(phone.app.user)
        session = choose(phone, said.track, owned)
        if not said.is_active and (session is None or not is_part(session, phone.device)):
            return
        if session is None:
            session = self._sessions.create(phone.app.user, phone.app.title)
        if said.state is State.STARTING and session.timeline.running and not is_part(session, phone.device):
            return  # it does not sound yet: nobody falls silent
        index = find_index(session, said.track)
        tracks = None if index is not None else ((said.track, said.duration_ms),)
        self._directory.keep(replace(phone, session=session.id, takes_part=True))
        self._say(phone, session, said, tracks, index or 0)

    def _say(self, phone: Phone, session: Session, said: Said, tracks: Tracks | None, index: int) -> None:
        """A report, if it plays what the session plays; else the session follows it."""
        output = session.output(phone.device)
        rate = min(FASTEST, max(SLOWEST, said.rate))
        is_same = index == session.queue.index and (tracks is None or _is_of(session, tracks))
        goes_on = is_same and rate == session.timeline.rate and said.state is not State.STARTING
        if output is None or not is_part(session, phone.device) or not goes_on:
            self._take_over(phone, session, said, tracks, index)
            return
        device, token = phone.device, output.token
        if said.state is State.PLAYING or session.timeline.running:
            self._hub.report(Playing(device, token, said.position_ms, said.at_ms))
        if said.state is not State.PLAYING:
            self._hub.report(Paused(device, token, said.position_ms, said.at_ms))

    def _take_over(
        self, phone: Phone, session: Session, said: Said, tracks: Tracks | None, index: int
    ) -> None:
        target = replace(self._sessions.target(phone.device), counts_plays=said.counts_plays)
        command = TakeOver(
            target, tracks, index, said.position_ms, said.at_ms, _STATES[said.state], said.rate
        )
        self._sessions.command(session.id, command, take=True)

    def _clear(self, phone: Phone) -> None:
        session = choose(phone, TrackId(""), self._owned(phone.app.user))
        if session is not None:
            self._sessions.command(session.id, Leave(phone.device))
            self._sessions.command(session.id, Reset((), 0))

    def _owned(self, user: UserId) -> list[Session]:
        return [s for s in self._sessions.list_all() if s.owner == user]

    def _name_of(self, session: Session) -> str:
        state = self._hub.find(session.leader) if session.leader else None
        return state.info.name if state else session.name


def _is_of(session: Session, tracks: Sequence[tuple[TrackId, int]]) -> bool:
    return [e.track_id for e in session.queue.entries] == [track for track, _ in tracks]
