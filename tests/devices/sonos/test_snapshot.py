"""An announcement leaves a room as it was: what played, where, and how loud."""

from __future__ import annotations

from devices import Ended, Playing
from devices.commands import SetVolume


def announce(home, device):
    """Somebody speaks for a second, louder than the music."""
    home.hub.send(device, SetVolume(60))
    home.load(device, home.media("bell", 10, 11))
    home.wait_for(Ended, device, token="bell")


def test_our_own_music_comes_back_where_it_was_and_as_loud(home):
    speaker, bath = home.add("Bath")
    home.load(bath, home.media(start_ms=5_000))
    home.wait_for(Playing, bath)
    driver = home.hub.get_device(bath)
    snapshot = driver.snapshot(400)
    announce(home, bath)
    home.reports.clear()
    driver.restore(snapshot)
    said = home.wait_for(Playing, bath, token="t1")
    assert speaker.volume == 30
    assert 5_000 <= said.position_ms < 6_600


def test_what_somebody_else_played_comes_back_with_its_place_in_the_queue(home):
    speaker, bath = home.add("Bath")
    speaker.take_over("x-rincon-queue:RINCON_1#0")
    speaker.transport.track = 7
    home.wait(lambda: home.hub.find(bath).occupied_by == "The Sonos queue", what="it to be seen")
    driver = home.hub.get_device(bath)
    snapshot = driver.snapshot(400)
    announce(home, bath)
    driver.restore(snapshot)
    transport = speaker.transport
    assert (transport.current.uri, transport.track) == ("x-rincon-queue:RINCON_1#0", 7)
    assert (transport.state, speaker.volume) == ("PLAYING", 30)


def test_a_room_that_was_silent_is_silent_again(home):
    speaker, bath = home.add("Bath")
    driver = home.hub.get_device(bath)
    snapshot = driver.snapshot(400)
    announce(home, bath)
    driver.restore(snapshot)
    assert (speaker.transport.state, speaker.volume) == ("STOPPED", 30)
