"""What people of the house write to each other in their apps. LAW: remembers the latest and no more; SQL only in
`store`."""

from server.chat.migrations import migrations
from server.chat.store import MOST_MESSAGES, Chat, Message

__all__ = ["MOST_MESSAGES", "Chat", "Message", "migrations"]
