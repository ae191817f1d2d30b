"""The whole library is listened to, what is wanted first, and again when a file changes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from library import Database, Library, Limits, migrations
from library.analysis.ear import Ear
from library.analysis.messages import Answer, Ask
from tests.builders.audio import make_audio
from tests.builders.tags import tag

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    for number in (1, 2, 3):
        path = make_audio(tmp_path / "music" / f"{number}.flac", seconds=3, hz=300 * number)
        tag(path, title=f"{number}", artist="A", album="B", tracknumber=str(number))
    return tmp_path


@pytest.fixture
def library(folder):
    database = Database(folder / "segue.db")
    database.migrate(migrations)
    library = Library(database, roots=[folder / "music"], thumbnails=folder / "thumbnails")
    for _ in library.scan():
        pass
    yield library
    library.close()


def sounds(library):
    tracks = library.list_tracks(Limits(100)).items
    return {track.title: library.get_sound(track.id) for track in tracks}


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_everything_is_measured_and_the_release_with_it(library):
    assert set(sounds(library).values()) == {None}
    library.analyse()
    wait_until(lambda: None not in sounds(library).values())
    for sound in sounds(library).values():
        assert sound.release is not None
        assert sound.track.integrated_lufs == pytest.approx(sound.release.integrated_lufs, abs=2)
    wait_until(lambda: library.analysis_status().measured == 3)
    track = library.list_tracks(Limits(100)).items[0]
    assert track.loudness.integrated_lufs == pytest.approx(sounds(library)[track.title].track.integrated_lufs)


def test_a_release_has_a_loudness_once_all_of_it_is_known(library, monkeypatch):
    heard = Ear.hear

    def only_one(self, ask: Ask, *, duration_ms: int) -> Answer:
        if not os.fsdecode(ask.path).endswith("1.flac"):
            return Answer(reason="not now")
        return heard(self, ask, duration_ms=duration_ms)

    monkeypatch.setattr(Ear, "hear", only_one)
    library.analyse()
    wait_until(lambda: sounds(library)["1"] is not None)
    assert sounds(library)["1"].release is None


def test_a_changed_file_is_measured_again(library, folder):
    library.analyse()
    wait_until(lambda: None not in sounds(library).values())
    louder = make_audio(folder / "music" / "1.flac", seconds=6, hz=300)
    tag(louder, title="1", artist="A", album="B", tracknumber="1")
    for _ in library.scan():
        pass
    assert sounds(library)["1"] is None  # what was measured is of another file
    wait_until(lambda: sounds(library)["1"] is not None)
    assert sounds(library)["1"].ends_ms == pytest.approx(6_000, abs=100)


def test_what_will_be_heard_next_goes_before_the_rest(library, monkeypatch):
    order = []

    def note(self, ask: Ask, *, duration_ms: int) -> Answer:
        order.append(Path(os.fsdecode(ask.path)).name)
        return Answer(reason="not now")

    monkeypatch.setattr(Ear, "hear", note)
    last = next(t for t in library.list_tracks(Limits(100)).items if t.title == "3")
    monkeypatch.setattr("library.analysis.analyst.Analyst.start", lambda self: None)
    library.analyse()
    library.analyse_soon([last.id])
    monkeypatch.undo()
    monkeypatch.setattr(Ear, "hear", note)
    library._analyst.start()
    wait_until(lambda: len(order) == 3)
    assert order == ["3.flac", "1.flac", "2.flac"]


def test_what_cannot_be_decoded_is_not_tried_for_ever(library, monkeypatch):
    tries = []
    monkeypatch.setattr(
        Ear, "hear", lambda self, ask, duration_ms: tries.append(1) or Answer(reason="damaged")
    )
    library.analyse()
    wait_until(lambda: len(tries) == 3)
    for _ in library.scan(full=True):
        pass
    time.sleep(0.5)  # nothing should happen
    assert len(tries) == 3
