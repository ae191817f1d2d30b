"""Two people in one house: each has a session, both see everything, and nobody takes a speaker by accident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.e2e.pages import Listener, PretendPage

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quiet_after")]

LIVE_CLIENTS = 6
SPEAKERS = """
[[devices.virtual]]
name = "Kitchen"
start_latency_ms = 100
[[devices.virtual]]
name = "Attic"
start_latency_ms = 100
"""
BEN_PASSWORD = "swordfish swordfish"
GRACE_S = 10


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("two")
    for number in (1, 2, 3):
        path = make_audio(folder / f"music/Tones/0{number}.flac", seconds=60, hz=200 * number)
        tag(path, title=f"Tone {number}", artist="The Sines", album="Tones", tracknumber=str(number))
    limits = SETTINGS.replace("[server]", f"[server]\nmax_live_clients = {LIVE_CLIENTS}")
    house = House(folder / "data", folder / "music", limits + SPEAKERS)
    house.start()
    made = house.command("user", "add", "ben", "--password-stdin", said=BEN_PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    house.scanned()
    yield house
    house.stop()


@pytest.fixture
def ann(house: House) -> Iterator[requests.Session]:
    with house.client() as client:
        yield client


@pytest.fixture
def ben(house: House) -> Iterator[requests.Session]:
    with house.client("ben", BEN_PASSWORD) as client:
        yield client


def ask(client: requests.Session, house: House, path: str, body: dict[str, Any]) -> requests.Response:
    return client.post(f"{house.url}{path}", json=body, timeout=10)


def new_session(client: requests.Session, house: House) -> str:
    answer = ask(client, house, "/api/sessions", {})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def all_tracks(house: House) -> list[str]:
    return [t["id"] for t in house.get("/api/tracks")["items"]]


def play(client: requests.Session, house: House, session: str, device: str, **more: Any) -> requests.Response:
    body = {"do": "play_now", "items": all_tracks(house), "device_id": device, **more}
    return ask(client, house, f"/api/sessions/{session}/commands", body)


def session_of(house: House, id: str) -> dict[str, Any]:
    return house.get(f"/api/sessions/{id}")


def is_running(house: House, id: str) -> bool:
    return bool(session_of(house, id)["timeline"]["running"])


def test_both_see_both_sessions_and_whose_they_are(
    house: House, ann: requests.Session, ben: requests.Session
) -> None:
    hers, his = new_session(ann, house), new_session(ben, house)
    for person in (ann, ben):
        seen = person.get(f"{house.url}/api/sessions", timeout=10).json()["sessions"]
        assert {(s["id"], s["owner"]) for s in seen} >= {(hers, "admin"), (his, "ben")}


def test_each_has_music_of_their_own_at_the_same_time(
    house: House, ann: requests.Session, ben: requests.Session
) -> None:
    hers, his = new_session(ann, house), new_session(ben, house)
    assert play(ann, house, hers, "virtual-kitchen").status_code == 202
    assert play(ben, house, his, "virtual-attic", start_index=1).status_code == 202
    wait_until(lambda: is_running(house, hers) and is_running(house, his), what="both")
    assert ask(ben, house, f"/api/sessions/{his}/commands", {"do": "pause"}).status_code == 202
    wait_until(lambda: not is_running(house, his))
    assert is_running(house, hers)
    assert (session_of(house, hers)["index"], session_of(house, his)["index"]) == (0, 1)


def test_a_speaker_with_somebody_else_s_music_is_refused_until_it_is_taken(
    house: House, ann: requests.Session, ben: requests.Session
) -> None:
    hers, his = new_session(ann, house), new_session(ben, house)
    play(ann, house, hers, "virtual-kitchen")
    wait_until(lambda: is_running(house, hers))
    refused = play(ben, house, his, "virtual-kitchen")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:segue:device-busy"
    assert is_running(house, hers)
    assert play(ben, house, his, "virtual-kitchen", take=True).status_code == 202
    wait_until(lambda: is_running(house, his), what="his music")
    assert not session_of(house, hers)["playing"]
    [kitchen] = [d for d in house.get("/api/devices")["devices"] if d["id"] == "virtual-kitchen"]
    assert kitchen["session_id"] == his


def test_a_move_onto_somebody_else_s_speaker_asks_first(
    house: House, ann: requests.Session, ben: requests.Session
) -> None:
    hers, his = new_session(ann, house), new_session(ben, house)
    play(ann, house, hers, "virtual-kitchen")
    play(ben, house, his, "virtual-attic")
    wait_until(lambda: is_running(house, hers) and is_running(house, his))
    move = {"do": "move", "device_id": "virtual-kitchen"}
    assert ask(ben, house, f"/api/sessions/{his}/commands", move).status_code == 409
    assert is_running(house, hers)
    assert is_running(house, his)
    taken = ask(ben, house, f"/api/sessions/{his}/commands", {**move, "take": True})
    assert taken.status_code == 202

    def arrived() -> bool:
        outputs = session_of(house, his)["outputs"]
        return [(o["device_id"], o["state"]) for o in outputs] == [("virtual-kitchen", "audible")]

    wait_until(arrived, what="the move")
    assert is_running(house, his)
    assert not session_of(house, hers)["playing"]


def test_a_script_logs_in_with_an_app_password(house: House) -> None:
    secret = house.command("user", "app-password", "ben", "--label", "Script").stdout.strip()
    script = requests.Session()
    script.headers["Authorization"] = f"Bearer {secret}"
    assert script.get(f"{house.url}/api/me", timeout=10).json()["name"] == "ben"
    session = new_session(script, house)  # no cookie: no Origin is needed
    assert session_of(house, session)["owner"] == "ben"
    script.headers["Authorization"] = "Bearer wrong"
    assert script.get(f"{house.url}/api/me", timeout=10).status_code == 401
    script.close()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": None}]
)
def test_a_page_of_another_site_may_not_act_in_somebody_s_name(
    house: House, ann: requests.Session, headers: dict[str, str]
) -> None:
    before = len(house.get("/api/sessions")["sessions"])
    answer = ann.post(f"{house.url}/api/sessions", json={}, headers=headers, timeout=10)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:segue:cross-origin"
    assert len(house.get("/api/sessions")["sessions"]) == before


def test_a_page_hears_a_snapshot_and_then_every_change_in_order(
    house: House, ann: requests.Session, ben: requests.Session
) -> None:
    known = new_session(ann, house)
    listener = Listener(ben, house.url)
    first = listener.wait_for("snapshot")
    assert listener.events[0] is first
    assert known in {s["id"] for s in first.data["sessions"]}
    assert {d["id"] for d in first.data["devices"]} >= {"virtual-kitchen", "virtual-attic"}
    assert play(ann, house, known, "virtual-kitchen").status_code == 202
    listener.wait_for("session", lambda s: s["id"] == known and s["timeline"]["running"])
    ann.delete(f"{house.url}/api/sessions/{known}", timeout=10)
    listener.wait_for("session_removed", lambda s: s["id"] == known)
    listener.close()
    numbers = [int(e.id.rpartition("-")[2]) for e in listener.events]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    revisions = [e.data["revision"] for e in listener.events if e.kind == "session" and e.data["id"] == known]
    assert revisions == sorted(revisions)


@pytest.mark.parametrize("way", ["after", "last_event_id"])
def test_a_page_that_was_away_for_a_moment_gets_the_commands_it_missed(
    house: House, ann: requests.Session, way: str
) -> None:
    page, session = PretendPage(ann, house.url), new_session(ann, house)
    page.open()
    play(ann, house, session, page.id)
    media = page.play_what_is_loaded()
    wait_until(lambda: is_running(house, session), what="the timeline")
    assert page.listener is not None
    heard = page.listener.events[-1].id
    page.listener.close()
    ask(ann, house, f"/api/sessions/{session}/commands", {"do": "pause"})
    ask(ann, house, f"/api/sessions/{session}/commands", {"do": "seek", "position_ms": 30_000})
    page.introduce()
    again = page.listen(**{way: heard})
    again.wait_for("command", lambda c: c["do"] == "pause" and c["token"] == media["token"])
    again.wait_for("command", lambda c: c["do"] == "seek" and c["position_ms"] == 30_000)
    assert [e.data["do"] for e in again.events if e.kind == "command"] == ["pause", "seek"]
    again.close()


def test_a_page_that_comes_back_within_its_grace_keeps_the_music(house: House, ann: requests.Session) -> None:
    page, session = PretendPage(ann, house.url), new_session(ann, house)
    page.open()
    play(ann, house, session, page.id)
    page.play_what_is_loaded()
    wait_until(lambda: is_running(house, session))
    watcher = Listener(ann, house.url)
    watcher.wait_for("snapshot")
    assert page.listener is not None
    heard = page.listener.events[-1].id
    page.listener.close()
    page.introduce()
    page.listen(after=heard)
    left_ms = page.now_ms()
    wait_until(lambda: page.now_ms() - left_ms > (GRACE_S + 2) * 1000, within_s=GRACE_S + 10)
    assert is_running(house, session)
    assert [o["device_id"] for o in session_of(house, session)["outputs"]] == [page.id]
    assert page.id not in {e.data["id"] for e in watcher.events if e.kind == "device_removed"}
    page.listener.close()
    watcher.close()


def test_a_page_that_stays_away_is_lost_and_plays_on_as_it_was_when_it_is_back(
    house: House, ann: requests.Session
) -> None:
    page, session = PretendPage(ann, house.url), new_session(ann, house)
    page.open()
    play(ann, house, session, page.id, position_ms=20_000)
    page.play_what_is_loaded(start_ms=20_000)
    wait_until(lambda: is_running(house, session))
    watcher = Listener(ann, house.url)
    watcher.wait_for("snapshot")
    assert page.listener is not None
    heard = page.listener.events[-1].id
    began_ms = page.now_ms() - position_now(house, session)
    page.listener.close()
    watcher.wait_for("device", lambda d: d["id"] == page.id and not d["is_online"], within_s=GRACE_S + 5)
    assert is_running(house, session), "it has something in store"
    at_ms = page.now_ms()
    assert page.introduce(says=playing(page, at_ms - began_ms, at_ms)) == "audible"
    again = page.listen(after=heard)
    assert house.get("/api/devices")["devices"]
    assert [e for e in again.events if e.kind == "command"] == [], "it is in its place"
    assert is_running(house, session)
    assert page.introduce(says=playing(page, 22_000, at_ms := page.now_ms())) == "audible"
    assert is_running(house, session), "a page that was here all the time knows best"
    assert position_now(house, session) == pytest.approx(22_000 + page.now_ms() - at_ms, abs=300)
    again.close()
    watcher.close()


def test_what_was_given_up_while_a_page_was_away_falls_silent_in_it(
    house: House, ann: requests.Session
) -> None:
    page, session = PretendPage(ann, house.url), new_session(ann, house)
    page.open()
    play(ann, house, session, page.id)
    page.play_what_is_loaded()
    wait_until(lambda: is_running(house, session))
    assert page.introduce() == "audible"
    ann.delete(f"{house.url}/api/sessions/{session}", timeout=10).raise_for_status()
    assert page.introduce(says=playing(page, 1_000, page.now_ms())) is None
    assert page.listener is not None
    page.listener.close()


def playing(page: PretendPage, position_ms: int, at_ms: int) -> dict[str, object]:
    return {"what": "playing", "token": page.holds, "position_ms": position_ms, "at_ms": at_ms}


def position_now(house: House, session: str) -> int:
    timeline = session_of(house, session)["timeline"]
    return timeline["position_ms"] + house.get("/api/clock")["now_ms"] - timeline["at_ms"]


def test_a_page_that_says_goodbye_is_gone_at_once(house: House, ann: requests.Session) -> None:
    page = PretendPage(ann, house.url)
    listener = page.open()
    assert page.id in {d["id"] for d in house.get("/api/devices")["devices"]}
    ann.post(f"{house.url}/api/devices/{page.id}/goodbye", timeout=10).raise_for_status()
    assert page.id not in {d["id"] for d in house.get("/api/devices")["devices"]}
    listener.close()


def test_the_place_of_a_page_that_hung_up_is_free_at_once(house: House, ann: requests.Session) -> None:
    """Nobody who reloads a page a few times is told that too many are open."""

    def welcome() -> bool:
        listener = Listener(ann, house.url)
        listener.close()
        return listener.status == 200

    for _ in range(2 * LIVE_CLIENTS):
        wait_until(welcome, within_s=5, what="a free place")


def test_one_page_too_many_is_told_when_to_come_back(house: House, ann: requests.Session) -> None:
    listeners: list[Listener] = []

    def one_more() -> Listener:
        listeners.append(Listener(ann, house.url))
        return listeners[-1]

    def refused() -> bool:  # pages of the tests before hang up in their own time
        return one_more().status == 503

    wait_until(refused, what="a refusal")
    answer = listeners[-1].answer
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert len([each for each in listeners if each.status == 200]) <= LIVE_CLIENTS
    assert house.get("/healthz")["status"] == "ok"
    for each in listeners:
        each.close()
