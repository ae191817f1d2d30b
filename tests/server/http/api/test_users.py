"""People and app passwords over the API."""

from __future__ import annotations

NEW = {"name": "cleo", "password": "correct horse"}


def test_an_administrator_manages_people_and_others_do_not(admin, member) -> None:
    assert admin.post("/api/users", NEW).status_code == 201
    assert admin.post("/api/users", NEW).json["type"] == "urn:segue:name-taken"
    assert [user["name"] for user in admin.get("/api/users").json["users"]] == ["ada", "ben", "cleo"]
    assert admin.delete("/api/users/cleo").status_code == 204
    assert admin.delete("/api/users/cleo").json["type"] == "urn:segue:unknown-user"
    assert admin.delete("/api/users/ada").json["type"] == "urn:segue:last-admin"
    for refused in (
        member.get("/api/users"),
        member.post("/api/users", NEW),
        member.delete("/api/users/ada"),
    ):
        assert refused.json["type"] == "urn:segue:not-allowed"


def test_a_removed_user_is_out_at_once(admin, member) -> None:
    admin.delete("/api/users/ben")
    assert member.get("/api/me").status_code == 401


def test_ones_own_password_needs_the_current_one(member) -> None:
    path = "/api/users/BEN/password"
    assert member.put(path, {"password": "battery staple"}).status_code == 401
    wrong = member.put(path, {"password": "battery staple", "current_password": "wrong"})
    assert wrong.json["type"] == "urn:segue:wrong-credentials"
    right = member.put(path, {"password": "battery staple", "current_password": "correct horse"})
    assert right.status_code == 204
    assert member.get("/api/me").status_code == 200
    assert member.post("/api/login", {"name": "ben", "password": "battery staple"}).status_code == 200


def test_guessing_the_current_password_is_slowed_down(member) -> None:
    body = {"password": "battery staple", "current_password": "wrong"}
    statuses = [member.put("/api/users/ben/password", body).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_an_administrator_sets_anothers_password_which_ends_their_logins(admin, member) -> None:
    assert member.put("/api/users/ada/password", {"password": "battery staple"}).status_code == 403
    assert admin.put("/api/users/ben/password", {"password": "battery staple"}).status_code == 204
    assert member.get("/api/me").status_code == 401
    assert admin.put("/api/users/nobody/password", {"password": "battery staple"}).status_code == 404


def test_app_passwords_belong_to_their_user(admin, member) -> None:
    made = member.post("/api/app-passwords", {"label": "Phone"})
    assert (made.status_code, made.json["user"]) == (201, "ben")
    bearer = {"Authorization": f"Bearer {made.json['secret']}"}
    assert admin.get("/api/me", headers=bearer).json["name"] == "ben"
    (listed,) = member.get("/api/app-passwords").json["app_passwords"]
    assert (listed["label"], "secret" in listed) == ("Phone", False)
    assert admin.get("/api/app-passwords").json == {"app_passwords": []}
    assert admin.delete(f"/api/app-passwords/{listed['id']}").status_code == 404
    assert member.delete(f"/api/app-passwords/{listed['id']}").status_code == 204
    assert admin.get("/api/me", headers=bearer).status_code == 401


def test_an_administrator_limits_what_somebody_is_sent(admin, member) -> None:
    assert member.put("/api/users/ben/limit", {"max_kbps": 96}).status_code == 403
    assert admin.put("/api/users/ben/limit", {"max_kbps": 8}).status_code == 422
    assert admin.put("/api/users/nobody/limit", {"max_kbps": 96}).status_code == 404
    assert admin.put("/api/users/Ben/limit", {"max_kbps": 96}).get_json()["max_kbps"] == 96
    limits = {user["name"]: user["max_kbps"] for user in admin.get("/api/users").get_json()["users"]}
    assert limits["ben"] == 96
    assert set(limits.values()) == {96, None}
    assert admin.put("/api/users/ben/limit", {"max_kbps": None}).get_json()["max_kbps"] is None
