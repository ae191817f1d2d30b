"""The chat keeps the latest, and what a removed user wrote goes with them."""

from __future__ import annotations

from server.chat import MOST_MESSAGES, Chat
from server.users import Accounts


def test_messages_come_back_in_order_from_a_time_on(database, clock, accounts: Accounts) -> None:
    chat, ada = Chat(database, clock), accounts.add("ada", "correct horse").id
    chat.say(ada, "one")
    clock.advance(seconds=1)
    chat.say(ada, "two")
    one, two = chat.since(0)
    assert (one.user, one.text, two.text) == ("ada", "one", "two")
    assert chat.since(one.at_utc_ms) == [two]


def test_the_oldest_makes_room(database, clock, accounts: Accounts, monkeypatch) -> None:
    monkeypatch.setattr("server.chat.store.MOST_MESSAGES", 3)
    chat, ada = Chat(database, clock), accounts.add("ada", "correct horse").id
    for number in range(5):
        chat.say(ada, str(number))
    assert [one.text for one in chat.since(0)] == ["2", "3", "4"]
    assert MOST_MESSAGES == 1_000


def test_who_is_removed_has_said_nothing(database, clock, accounts: Accounts) -> None:
    accounts.add("ada", "correct horse", is_admin=True)
    chat = Chat(database, clock)
    chat.say(accounts.add("ben", "correct horse").id, "hello")
    accounts.remove("ben")
    assert chat.since(0) == []
