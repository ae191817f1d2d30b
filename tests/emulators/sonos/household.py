"""A Sonos household without hardware: rooms on the wire, and who plays with whom."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import quoteattr

from tests.emulators.clock import FastClock, SteppedClock
from tests.emulators.sonos.profiles import PROFILES, Profile
from tests.emulators.sonos.speaker import Ear, EmulatedSpeaker
from tests.emulators.sonos.wire import Fault


class EmulatedHousehold:
    """`lock` guards everything in it; whoever holds it waits for nobody."""

    def __init__(self, clock: FastClock | SteppedClock | None = None) -> None:
        self.clock = clock or FastClock()
        self.lock = threading.RLock()
        self.id = f"Sonos_{random.SystemRandom().randrange(16**12):012x}"
        self.speakers: list[EmulatedSpeaker] = []
        self._slaves: dict[str, list[EmulatedSpeaker]] = {}  # by the uid of the visible room
        self._generations: dict[str, int] = {}

    def add(
        self,
        name: str,
        profile: str | Profile = "s2",
        ear: Ear | None = None,
        *,
        address: str | None = None,
        uid: str | None = None,
    ) -> EmulatedSpeaker:
        """A room, with the invisible ones that belong to it; it gets what address and id are free, if none is said."""
        kind = PROFILES[profile] if isinstance(profile, str) else profile
        speaker = EmulatedSpeaker(self, name, uid or self._uid(), kind, ear, address)
        slaves = [EmulatedSpeaker(self, name, self._uid(), kind, None) for _ in kind.slaves]
        with self.lock:
            self.speakers.append(speaker)
            self._slaves[speaker.uid] = slaves
            for slave in slaves:
                slave.coordinator = speaker
        self.tell_topology()
        return speaker

    def group_of(self, speaker: EmulatedSpeaker) -> list[EmulatedSpeaker]:
        """The visible rooms that play with it, the coordinator first."""
        leader = speaker.coordinator
        return [leader, *(s for s in self.speakers if s.coordinator is leader and s is not leader)]

    def generation_of(self, leader: EmulatedSpeaker) -> int:
        return self._generations.get(leader.uid, 1)

    def slaves_of(self, speaker: EmulatedSpeaker) -> list[EmulatedSpeaker]:
        return self._slaves.get(speaker.uid, [])

    def join(self, speaker: EmulatedSpeaker, leader_uid: str) -> None:
        """Raises: Fault."""
        with self.lock:
            found = [s for s in self.speakers if s.uid == leader_uid]
            if not found:
                raise Fault(1023)
            if speaker.coordinator is found[0].coordinator:
                return
            self.leave(speaker)
            speaker.transport.close()
            speaker.new_transport()
            self._follow(speaker, found[0].coordinator)
        self.tell_topology()

    def leave(self, speaker: EmulatedSpeaker) -> None:
        """The room is alone. Of a group whose coordinator it was, the next room coordinates, and plays on or not."""
        with self.lock:
            rest = [each for each in self.group_of(speaker) if each is not speaker]
            if speaker.is_coordinator and rest:
                self._hand_over(speaker, rest)
            self._follow(speaker, speaker)
            for each in (speaker, *rest):
                each.subscribers.tell("AVTransport")
        self.tell_topology()

    def _hand_over(self, old: EmulatedSpeaker, rest: list[EmulatedSpeaker]) -> None:
        leader = rest[0]
        if old.profile.hands_over and old.transport.current is not None:
            leader.transport = old.transport
            leader.transport.change_place(
                hear=leader.sound,
                changed=lambda: leader.subscribers.tell("AVTransport"),
                reachable=leader.network.is_set,
            )
        else:
            old.transport.close()
        old.new_transport()
        for each in rest:
            self._follow(each, leader)

    def _follow(self, speaker: EmulatedSpeaker, leader: EmulatedSpeaker) -> None:
        self._generations[leader.uid] = self.generation_of(leader) + 1
        speaker.coordinator = leader
        for slave in self.slaves_of(speaker):
            slave.coordinator = leader

    def topology(self) -> str:
        with self.lock:
            leaders = [each for each in self.speakers if each.is_coordinator and each.is_there]
            groups = "".join(self._group(leader) for leader in leaders)
        return f"<ZoneGroupState><ZoneGroups>{groups}</ZoneGroups><VanishedDevices/></ZoneGroupState>"

    def _group(self, leader: EmulatedSpeaker) -> str:
        members = "".join(self._member(each) for each in self.group_of(leader) if each.is_there)
        return f'<ZoneGroup Coordinator="{leader.uid}" ID="{leader.group_id}">{members}</ZoneGroup>'

    def _member(self, speaker: EmulatedSpeaker) -> str:
        slaves, profile = self.slaves_of(speaker), speaker.profile
        if not slaves:
            return f"<ZoneGroupMember {_attributes(speaker)}/>"
        first = "LF,RF" if profile.is_home_theatre else "LF,LF"
        channels = [f"{speaker.uid}:{first}"]
        for slave, channel in zip(slaves, profile.slaves, strict=True):
            channels.append(f"{slave.uid}:{channel if profile.is_home_theatre else f'{channel},{channel}'}")
        name = "HTSatChanMapSet" if profile.is_home_theatre else "ChannelMapSet"
        mapped = f"{name}={quoteattr(';'.join(channels))}"
        tag = "Satellite" if profile.is_home_theatre else "ZoneGroupMember"
        inner = "".join(f'<{tag} {_attributes(slave)} Invisible="1" {mapped}/>' for slave in slaves)
        if profile.is_home_theatre:
            return f"<ZoneGroupMember {_attributes(speaker)} {mapped}>{inner}</ZoneGroupMember>"
        return f"<ZoneGroupMember {_attributes(speaker)} {mapped}/>{inner}"

    def tell_topology(self) -> None:
        for speaker in list(self.speakers):
            speaker.subscribers.tell("ZoneGroupTopology")

    def _uid(self) -> str:
        return f"RINCON_{random.SystemRandom().randrange(16**12):012X}01400"

    def close(self) -> None:
        for speaker in self.speakers:
            for each in (*self.slaves_of(speaker), speaker):
                each.close()

    @contextmanager
    def running(self) -> Iterator[EmulatedHousehold]:
        try:
            yield self
        finally:
            self.close()


def _attributes(speaker: EmulatedSpeaker) -> str:
    return (
        f'UUID="{speaker.uid}" Location="{speaker.location()}" ZoneName={quoteattr(speaker.name)} Icon="" '
        f'Configuration="1" SoftwareVersion="79.1-53290" SWGen="{speaker.profile.generation}" '
        f'BootSeq="{speaker.boots}" TVConfigurationError="0" HdmiCecAvailable="0" '
        f'WirelessMode="0" HasConfiguredSSID="0" ChannelFreq="2437"'
    )
