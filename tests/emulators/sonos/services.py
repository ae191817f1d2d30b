"""What each action does to a speaker."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.emulators.sonos.wire import Call, Fault

if TYPE_CHECKING:
    from tests.emulators.sonos.speaker import EmulatedSpeaker

Arguments = dict[str, str]
_WORDS = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # SetAVTransportURI: set_av_transport_uri
_COORDINATORS_ONLY = frozenset({
    "SetNextAVTransportURI", "Play", "Pause", "Stop", "Next", "Previous", "Seek",
    "SnapshotGroupVolume", "SetGroupVolume", "GetGroupVolume",
})  # fmt: skip


class ActionTable:
    """Carries calls out under the household's lock."""

    def __init__(self, speaker: EmulatedSpeaker) -> None:
        self._speaker = speaker

    def carry_out(self, call: Call) -> dict[str, object]:
        """The results by name. Raises: Fault."""
        act: Callable[[Arguments], dict[str, object] | None] = getattr(
            self, "_" + _WORDS.sub("_", call.action).lower()
        )
        with self._speaker.household.lock:
            self._speaker.calls.append(call)
            if call.action == "SetAVTransportURI":
                self._speaker.asked_ms.append(self._speaker.household.clock.now_ms())
            if call.action in _COORDINATORS_ONLY and not self._speaker.is_coordinator:
                raise Fault(800)
            return act(call.arguments) or {}

    # -- AVTransport -----------------------------------------------------------------------------------

    def _set_av_transport_uri(self, said: Arguments) -> None:
        uri = said["CurrentURI"]
        if uri.startswith("x-rincon:"):
            self._speaker.household.join(self._speaker, uri.removeprefix("x-rincon:"))
            return
        if not self._speaker.is_coordinator:  # a slave that is given music of its own leaves its group
            self._speaker.household.leave(self._speaker)
        self._speaker.transport.load(uri, said["CurrentURIMetaData"])

    def _set_next_av_transport_uri(self, said: Arguments) -> None:
        self._speaker.transport.load_next(said["NextURI"], said["NextURIMetaData"])

    def _play(self, _said: Arguments) -> None:
        self._speaker.transport.play()

    def _pause(self, _said: Arguments) -> None:
        self._speaker.transport.pause()

    def _stop(self, _said: Arguments) -> None:
        self._speaker.transport.stop()

    def _next(self, _said: Arguments) -> None:
        self._speaker.transport.skip()

    def _previous(self, _said: Arguments) -> None:
        self._speaker.transport.restart()

    def _seek(self, said: Arguments) -> None:
        self._speaker.transport.seek(said["Unit"], said["Target"])

    def _get_transport_info(self, _said: Arguments) -> dict[str, object]:
        transport = self._speaker.transport
        return {
            "CurrentTransportState": transport.state if self._speaker.is_coordinator else "PLAYING",
            "CurrentTransportStatus": transport.status,
            "CurrentSpeed": "1",
        }

    def _get_position_info(self, _said: Arguments) -> dict[str, object]:
        info = self._speaker.transport.position_info()
        if not self._speaker.is_coordinator:
            info["TrackURI"] = f"x-rincon:{self._speaker.coordinator.uid}"
        return info

    def _get_media_info(self, _said: Arguments) -> dict[str, object]:
        transport = self._speaker.transport
        current, following = transport.current, transport.following
        own = current.uri if current else ""
        return {
            "NrTracks": 1 if current else 0,
            "MediaDuration": "NOT_IMPLEMENTED",
            "CurrentURI": own
            if self._speaker.is_coordinator
            else f"x-rincon:{self._speaker.coordinator.uid}",
            "CurrentURIMetaData": current.metadata if current else "",
            "NextURI": following.uri if following else "",
            "NextURIMetaData": following.metadata if following else "",
            "PlayMedium": "NETWORK",
            "RecordMedium": "NOT_IMPLEMENTED",
            "WriteStatus": "NOT_IMPLEMENTED",
        }

    def _become_coordinator_of_standalone_group(self, _said: Arguments) -> dict[str, object]:
        self._speaker.household.leave(self._speaker)
        return {"DelegatedGroupCoordinatorID": "", "NewGroupID": self._speaker.group_id}

    # -- volumes ---------------------------------------------------------------------------------------

    def _get_volume(self, _said: Arguments) -> dict[str, object]:
        return {"CurrentVolume": self._speaker.volume}

    def _set_volume(self, said: Arguments) -> None:
        self._speaker.set_volume(_percent(said["DesiredVolume"]))

    def _get_mute(self, _said: Arguments) -> dict[str, object]:
        return {"CurrentMute": int(self._speaker.is_muted)}

    def _set_mute(self, said: Arguments) -> None:
        self._speaker.is_muted = said["DesiredMute"] == "1"
        self._speaker.subscribers.tell("RenderingControl")

    def _get_group_volume(self, _said: Arguments) -> dict[str, object]:
        return {"CurrentVolume": self._speaker.group_volume()}

    def _snapshot_group_volume(self, _said: Arguments) -> None:
        self._speaker.snapshot_volumes()

    def _set_group_volume(self, said: Arguments) -> None:
        self._speaker.set_group_volume(_percent(said["DesiredVolume"]))

    # -- who is who ------------------------------------------------------------------------------------

    def _get_zone_group_state(self, _said: Arguments) -> dict[str, object]:
        return {"ZoneGroupState": self._speaker.household.topology()}

    def _get_household_id(self, _said: Arguments) -> dict[str, object]:
        return {"CurrentHouseholdID": self._speaker.household.id}

    def _get_zone_attributes(self, _said: Arguments) -> dict[str, object]:
        return {"CurrentZoneName": self._speaker.name, "CurrentIcon": "", "CurrentConfiguration": 1}

    def _get_zone_info(self, _said: Arguments) -> dict[str, object]:
        return {
            "SerialNumber": self._speaker.uid,
            "SoftwareVersion": "79.1-53290",
            "DisplaySoftwareVersion": "16.1" if self._speaker.profile.generation == 2 else "11.12",
            "IPAddress": self._speaker.address,
            "MACAddress": "00:0E:58:00:00:00",
        }

    def _browse(self, _said: Arguments) -> dict[str, object]:
        empty = '<DIDL-Lite xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/"/>'
        return {"Result": empty, "NumberReturned": 0, "TotalMatches": 0, "UpdateID": 0}


def _percent(said: str) -> int:
    if not said.lstrip("-").isdigit():
        raise Fault(600)
    return max(0, min(100, int(said)))
