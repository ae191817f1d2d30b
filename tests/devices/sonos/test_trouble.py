"""What happens to rooms apart from our commands: people with the Sonos app, groups, cut cables, our own restart."""

from __future__ import annotations

import numpy as np
import pytest

from devices import (
    Arrived,
    Found,
    Gone,
    Lost,
    Occupied,
    Paused,
    Playing,
    PlayToken,
    Skipped,
    Stopped,
    UnknownDevice,
)
from devices.commands import Resume, SetVolume
from tests.devices.sonos.conftest import as_samples
from tests.e2e.recordings import silences_ms
from tests.emulators.sonos.room import _Handler
from tests.emulators.sonos.services import ActionTable
from tests.emulators.sonos.wire import Fault


def members_of(home, device):
    state = home.hub.find(device)
    return [member.name for member in state.info.members] if state else None


@pytest.fixture
def playing(home):
    """A home in whose bath the noise plays."""
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    return home, speaker, bath


def test_somebody_who_plays_spotify_there_takes_the_speaker_and_is_named(playing):
    home, speaker, bath = playing
    speaker.take_over()
    assert home.wait_for(Stopped, bath).reason == "Spotify took the speaker"
    assert home.wait_for(Occupied, bath).by == "Spotify"
    assert home.hub.find(bath).occupied_by == "Spotify"
    home.load(bath, home.media("t2"))
    home.wait(lambda: home.hub.find(bath).occupied_by is None, what="it to be free again")
    home.wait_for(Playing, bath, token="t2")


def test_a_pause_and_a_play_in_the_app_are_reported(playing):
    home, speaker, bath = playing
    speaker.press_pause()
    home.wait_for(Paused, bath)
    home.reports.clear()
    speaker.press_play()
    home.wait_for(Playing, bath)


def test_next_in_the_app_goes_on_to_what_was_preloaded(playing):
    home, speaker, bath = playing
    home.preload(bath, home.media("t2", 5, 15))
    home.wait(lambda: speaker.transport.following, what="the next one")
    speaker.press_next()
    home.wait_for(Playing, bath, token="t2")
    assert home.said(Stopped, bath) == []


def test_previous_in_the_app_is_said_to_have_been_pressed(new_home):
    home = new_home(3)
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    home.wait(lambda: speaker.transport.position_ms() > 6_000, what="the sixth second")
    speaker.press_previous()
    assert not home.wait_for(Skipped, bath).forward


def test_a_volume_turned_by_hand_moves_a_group_and_a_group_keeps_its_balance(home):
    bath_speaker, bath = home.add("Bath")
    den_speaker, den = home.add("Den")
    home.hub.regroup(bath, [bath, den])
    home.wait(lambda: members_of(home, bath) == ["Bath", "Den"], what="the group")
    bath_speaker.set_volume(20)
    den_speaker.set_volume(40)
    home.wait(lambda: home.volume(bath) == 30, what="their mean")
    home.hub.send(bath, SetVolume(60))
    home.wait(lambda: (bath_speaker.volume, den_speaker.volume) == (40, 80), what="both to be twice as loud")
    home.hub.set_member_volume(bath, den, 50)
    home.wait(lambda: den_speaker.volume == 50, what="one of them to be softer")
    home.wait(
        lambda: [m.volume_percent for m in home.hub.find(bath).info.members] == [40, 50],
        what="it to be known",
    )


def test_a_room_that_joins_plays_along_at_once_and_is_a_member_until_it_leaves(playing):
    home, _, bath = playing
    den_speaker, den = home.add("Den")
    home.hub.regroup(bath, [bath, den])
    home.wait_for(Gone, den)
    home.wait(lambda: members_of(home, bath) == ["Bath", "Den"], what="the group")
    assert home.hub.find(bath).info.name == "Bath + Den"
    home.wait(lambda: home.ears["Den"].sounds, what="sound in the den")
    at_ms = home.ears["Den"].sounds[-1].at_ms
    assert home.heard_ms("Den", at_ms) == pytest.approx(home.heard_ms("Bath", at_ms), abs=2)
    home.hub.regroup(bath, [bath])
    home.wait(lambda: home.hub.find(den), what="the den to be alone")
    home.wait(lambda: members_of(home, bath) == [], what="the bath to be alone")
    assert den_speaker.is_coordinator
    assert home.said(Stopped, bath) == []
    begun_ms = home.ears["Bath"].sounds[0].at_ms
    assert silences_ms([home.ears["Bath"]], begun_ms, home.ears["Bath"].last_ms()) == []


def test_the_whole_house_plays_and_then_each_room_alone(playing):
    home, _, bath = playing
    rooms = [home.add(name)[1] for name in ("Den", "Hall", "Loft")]
    home.hub.regroup(bath, [bath, *rooms])
    home.wait(lambda: members_of(home, bath) == ["Bath", "Den", "Hall", "Loft"], what="the whole house")
    assert home.hub.find(bath).info.name == "Bath + 3 rooms"
    home.hub.regroup(bath, [bath])
    home.wait(lambda: len(home.hub.list_all()) == 4, what="four rooms")


def test_when_the_leader_leaves_the_rest_plays_on_and_is_found_before_it_is_missed(playing):
    home, _, bath = playing
    _, den = home.add("Den")
    home.hub.regroup(bath, [bath, den])
    home.wait(lambda: members_of(home, bath) == ["Bath", "Den"], what="the group")
    home.wait(lambda: home.ears["Den"].sounds, what="sound in the den")
    home.reports.clear()
    home.hub.regroup(bath, [den])
    stopped = home.wait_for(Stopped, bath)
    found = home.wait_for(Playing, den, token="t1")
    assert home.reports.index(found) < home.reports.index(stopped)
    assert found.position_ms == pytest.approx(home.heard_ms("Den", found.at_ms), abs=700)
    assert silences_ms([home.ears["Den"]], home.ears["Den"].sounds[0].at_ms, home.ears["Den"].last_ms()) == []


def test_what_is_no_sonos_room_cannot_be_grouped_with_one(home):
    _, bath = home.add("Bath")
    with pytest.raises(UnknownDevice):
        home.hub.regroup(bath, [bath, "virtual-kitchen"])


def test_a_speaker_without_power_is_lost_and_comes_back_silent(new_home):
    home = new_home(3)
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    speaker.cut_power()
    home.wait_for(Lost, bath)
    assert not home.hub.find(bath).is_reachable
    home.reports.clear()
    speaker.restore_power()
    home.wait_for(Found, bath)
    home.load(bath, home.media("t2"))
    home.wait_for(Playing, bath, token="t2")
    assert home.said(Stopped, bath) == []
    speaker.set_volume(12)
    home.wait(lambda: home.volume(bath) == 12, what="events, or a look")


def test_a_cut_network_is_a_loss_too_and_what_played_on_is_recognised(new_home):
    home = new_home(3)
    speaker, bath = home.add("Bath")
    home.load(bath, home.media(end_s=20))
    home.wait_for(Playing, bath)
    speaker.cut_network()
    home.wait_for(Lost, bath)
    home.reports.clear()
    speaker.mend_network()
    home.wait_for(Found, bath)
    said = home.wait_for(Playing, bath, token="t1")
    home.pass_ms(600)
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=1_000)


def test_after_a_restart_of_ours_what_plays_is_known_again_and_not_disturbed(playing):
    home, speaker, bath = playing
    loads = [c.action for c in speaker.calls].count("SetAVTransportURI")
    home.restart()
    home.rooms.sighted(speaker.address)
    said = home.wait_for(Playing, bath, token="t1")
    home.wait(lambda: len(home.said(Playing, bath)) >= 2, what="a finer report")
    said = home.said(Playing, bath)[-1]
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=120)
    assert [c.action for c in speaker.calls].count("SetAVTransportURI") == loads
    heard = as_samples(home.ears["Bath"].samples())
    assert np.array_equal(heard, home.noise.samples[: len(heard)])


def test_a_restart_knows_where_a_stream_began_that_does_not_begin_at_the_tracks_beginning(home):
    speaker, bath = home.add("Bath")
    home.load(bath, home.media(start_ms=7_250))
    home.wait_for(Playing, bath)
    home.restart()
    home.rooms.sighted(speaker.address)
    said = home.wait_for(Playing, bath, token="t1")
    assert said.position_ms == pytest.approx(home.heard_ms("Bath", said.at_ms), abs=700)


def test_a_speaker_that_forgets_who_listens_is_asked_and_tells_again(new_home):
    home = new_home(12)
    speaker, bath = home.add("Bath", "forgetful")
    home.wait(lambda: speaker.subscribers.count() >= 2, what="subscriptions")
    home.wait(lambda: speaker.subscribers.count() == 0, what="it to forget")
    speaker.set_volume(66)
    home.wait(lambda: home.volume(bath) == 66, what="a look")
    home.wait(lambda: speaker.subscribers.count() >= 2, what="new subscriptions")


def test_a_new_name_in_the_app_is_a_new_name_here(home):
    speaker, bath = home.add("Bath")
    speaker.rename("Spa")
    home.wait(lambda: home.hub.find(bath).info.name == "Spa", what="the name")
    assert home.said(Arrived, bath)[-1].info.name == "Spa"


def test_a_stereo_pair_and_a_home_theatre_set_are_one_room_each(home):
    home.add("Den", "pair")
    home.add("Cinema", "theatre")
    infos = [state.info for state in home.hub.list_all()]
    assert [(info.name, info.model, info.members) for info in infos] == [
        ("Cinema", "Sonos Beam", ()),
        ("Den", "Sonos Play:1", ()),
    ]


def test_what_was_paused_before_a_restart_is_known_and_goes_on_when_told(home):
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    speaker.press_pause()
    home.wait_for(Paused, bath)
    home.restart()
    home.rooms.sighted(speaker.address)
    home.wait_for(Paused, bath, token="t1")
    home.hub.send(bath, Resume(PlayToken("t1")))
    home.wait_for(Playing, bath, token="t1")
    assert speaker.transport.state == "PLAYING"


def test_a_room_that_refuses_a_question_is_not_lost(new_home, monkeypatch):
    home = new_home(3)
    monkeypatch.setattr(ActionTable, "_get_group_volume", refuse)
    _, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    home.pass_ms(8_000)
    assert home.said(Lost) == []


def test_who_listens_is_told_again_before_that_runs_out_and_a_room_that_refuses_is_left_alone(
    new_home, monkeypatch
):
    home = new_home(3)
    speaker, _ = home.add("Bath")
    home.wait(lambda: speaker.subscribers.count() == 3, what="subscriptions")  # of the household one
    asked = []
    monkeypatch.setattr(speaker.subscribers, "renew", lambda sid, _seconds: asked.append(sid))
    home.clock.hurry(300)
    home.wait(lambda: asked, what="a renewal, which is refused")
    home.clock.hurry(3)
    home.wait(lambda: speaker.subscribers.count() > 3, what="a new subscription instead")


def test_a_room_that_takes_no_subscription_is_not_asked_for_one_at_every_look(new_home, monkeypatch):
    home = new_home(3)
    asked = []
    monkeypatch.setattr(_Handler, "do_SUBSCRIBE", lambda it: (asked.append(it.path), it.send_error(503)))
    speaker, bath = home.add("Bath")
    home.load(bath, home.media())
    home.wait_for(Playing, bath)
    asked.clear()
    home.pass_ms(12_000)
    assert len(asked) <= 3
    speaker.set_volume(44)
    home.wait(lambda: home.volume(bath) == 44, what="a look")


def refuse(_table, _said):
    raise Fault(803)
