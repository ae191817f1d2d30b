from __future__ import annotations


def test_an_administrator_merges_splits_and_undoes(admin) -> None:
    merged = admin.post("/api/releases/merge", json={"into": "al-1", "releases": ["al-2"]})
    assert (merged.status_code, merged.json["release"]["id"]) == (200, "al-1")
    assert merged.json["regrouping"]["id"] == "gr-1"
    split = admin.post("/api/releases/split", json={"tracks": ["tr-1"]})
    assert (split.status_code, split.json["release"]["id"]) == (201, "al-3")
    assert split.json["regrouping"] | {"made_utc": ""} == {
        "id": "gr-2",
        "kind": "split",
        "release_id": "al-3",
        "title": "Blue",
        "artist": "Nina",
        "made_utc": "",
    }
    assert admin.get("/api/regroupings").json["items"][0]["kind"] == "merge"
    assert admin.delete("/api/regroupings/gr-1").status_code == 204
    assert admin.delete("/api/regroupings/gr-9").status_code == 404
    assert admin.post("/api/releases/merge", json={"into": "al-1", "releases": ["al-9"]}).status_code == 404
    assert admin.post("/api/releases/merge", json={"into": "al-1", "releases": []}).status_code in (400, 422)


def test_matches_are_shown_with_their_evidence_and_undone(admin) -> None:
    [match] = admin.get("/api/matches").json["items"]
    assert (match["evidence"], match["from_path"], match["to_path"]) == ("fingerprint", "old.mp3", "new.mp3")
    assert admin.delete("/api/matches/ma-1").status_code == 204
    assert admin.delete("/api/matches/ma-2").status_code == 404


def test_findings_and_doubles_are_listed_by_kind(admin) -> None:
    assert admin.get("/api/findings").json["items"][0]["remedy"] == "Put a picture there."
    assert admin.get("/api/findings?kind=odd_length").json["total"] == 0
    assert admin.get("/api/findings?kind=nothing").status_code == 422
    assert len(admin.get("/api/doubles").json["items"][0]["tracks"]) == 2
    assert admin.get("/api/doubles?kind=recording").json["items"] == []
