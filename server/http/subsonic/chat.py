"""Chat. Subsonic "Chat"."""

from __future__ import annotations

from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User


def get_messages(services: Services, params: Params, _user: User) -> Ok:
    messages = services.chat.since(params.find_number("since") or 0)
    found: list[Node] = [
        {"username": one.user, "time": one.at_utc_ms, "message": one.text} for one in messages
    ]
    return Ok({"chatMessages": {"chatMessage": found}})


def add_message(services: Services, params: Params, user: User) -> Ok:
    services.chat.say(user.id, params.text("message"))
    return Ok()


METHODS: Section = {"getChatMessages": Method(get_messages), "addChatMessage": Method(add_message)}
