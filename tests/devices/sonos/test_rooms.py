"""Which rooms are devices: each once, however it became known."""

from __future__ import annotations

from devices import Arrived, DeviceId, Gone


def test_rooms_of_one_household_seen_at_once_are_devices_once(home):
    rooms = [home.household.add(name) for name in ("Bath", "Den", "Hall")]
    for room in (*rooms, *rooms):  # by mDNS and by SSDP
        home.rooms.sighted(room.address)
    ids = {DeviceId(f"sonos-{room.uid}") for room in rooms}
    home.wait(lambda: all(home.hub.find(id) for id in ids), what="all rooms")
    home.rooms.sighted(rooms[0].address)
    home.pass_ms(500)
    assert home.said(Gone) == []
    assert sorted(said.info.id for said in home.said(Arrived)) == sorted(ids)
