"""What a household says of itself, as rooms and groups."""

from __future__ import annotations

import pytest

from devices import DeviceId
from devices.sonos import TopologyUnreadable, read_topology
from devices.sonos.sources import occupied_by, source_of

# As an S2 household with a pair, a home theatre set and a bridge has answered; addresses and serial numbers changed.
HOUSEHOLD = """<ZoneGroupState><ZoneGroups>
<ZoneGroup Coordinator="RINCON_B01400" ID="RINCON_B01400:57">
 <ZoneGroupMember UUID="RINCON_A01400" Location="http://192.168.1.41:1400/xml/device_description.xml"
  ZoneName="Kitchen" SWGen="2" BootSeq="12"/>
 <ZoneGroupMember UUID="RINCON_B01400" Location="http://192.168.1.42:1400/xml/device_description.xml"
  ZoneName="Bath" SWGen="2" BootSeq="7"/>
</ZoneGroup>
<ZoneGroup Coordinator="RINCON_C01400" ID="RINCON_C01400:3">
 <ZoneGroupMember UUID="RINCON_C01400" Location="http://192.168.1.43:1400/xml/device_description.xml"
  ZoneName="Den" SWGen="2" BootSeq="2" ChannelMapSet="RINCON_C01400:LF,LF;RINCON_D01400:RF,RF"/>
 <ZoneGroupMember UUID="RINCON_D01400" Location="http://192.168.1.44:1400/xml/device_description.xml"
  ZoneName="Den" Invisible="1" ChannelMapSet="RINCON_C01400:LF,LF;RINCON_D01400:RF,RF"/>
</ZoneGroup>
<ZoneGroup Coordinator="RINCON_E01400" ID="RINCON_E01400:1">
 <ZoneGroupMember UUID="RINCON_E01400" Location="http://192.168.1.45:1400/xml/device_description.xml"
  ZoneName="Cinema" SWGen="2" HTSatChanMapSet="RINCON_E01400:LF,RF;RINCON_F01400:LR">
  <Satellite UUID="RINCON_F01400" Location="http://192.168.1.46:1400/xml/device_description.xml" Invisible="1"/>
 </ZoneGroupMember>
</ZoneGroup>
<ZoneGroup Coordinator="RINCON_G01400" ID="RINCON_G01400:1">
 <ZoneGroupMember UUID="RINCON_G01400" Location="http://192.168.1.47:1400/xml/device_description.xml"
  ZoneName="BRIDGE" IsZoneBridge="1" Invisible="1"/>
</ZoneGroup></ZoneGroups><VanishedDevices/></ZoneGroupState>"""


def test_groups_pairs_and_sets_are_one_each_and_bridges_none():
    groups = read_topology(HOUSEHOLD)
    assert [group.name for group in groups] == ["Bath + Kitchen", "Den", "Cinema"]
    assert [room.name for room in groups[0].rooms] == ["Bath", "Kitchen"]
    assert (groups[0].id, groups[0].leader.host, groups[0].leader.boots) == (
        "sonos-RINCON_B01400", "192.168.1.42", 7,
    )  # fmt: skip


def test_an_old_household_answers_without_the_outer_element():
    old = HOUSEHOLD.replace("<ZoneGroups>", "").replace("</ZoneGroups>", "").replace('SWGen="2"', 'SWGen="1"')
    assert {group.leader.generation for group in read_topology(old)} == {1}
    assert [group.name for group in read_topology(old)] == ["Bath + Kitchen", "Den", "Cinema"]


@pytest.mark.parametrize("xml", ["", "<a", "<html>not found</html", "\x00"])
def test_what_is_no_topology_is_an_error_of_ours(xml):
    with pytest.raises(TopologyUnreadable):
        read_topology(xml)


@pytest.mark.parametrize(
    ("said", "instead"), [("http://192.168.1.42:1400/xml/device_description.xml", ""), ("UUID=", "Was=")]
)
def test_a_room_that_does_not_say_who_or_where_it_is_is_not_there(said, instead):
    names = [room.name for group in read_topology(HOUSEHOLD.replace(said, instead)) for room in group.rooms]
    assert "Bath" not in names


def test_what_takes_a_speaker_is_named():
    said = [
        source_of(uri) for uri in ("x-sonos-spotify:1", "x-sonos-htastream:RINCON:spdif", "x-new-thing:1")
    ]
    assert said == ["Spotify", "The TV", "Somebody"]


@pytest.mark.parametrize(
    ("uri", "can_return"),
    [
        ("x-rincon-queue:RINCON_1#0", True),
        ("x-sonos-vli:RINCON_1:2,airplay:1", False),
        ("x-new-thing:1", False),
    ],
)
def test_what_an_app_sent_comes_back_only_from_there(uri, can_return):
    assert occupied_by(DeviceId("sonos-1"), uri).can_return is can_return
