"""What the receiver goes on with by itself: inserted into its queue, and removed again when it is not wanted any more.

A number to remove it by comes only with the next list of items.
"""

from __future__ import annotations

from dataclasses import replace

from devices.chromecast import messages
from devices.chromecast.messages import NEXT_KEY
from devices.chromecast.session import MediaSession
from devices.model import Media


class Following:
    """Owned by the device's thread."""

    def __init__(self, session: MediaSession) -> None:
        self._session = session
        self._media: Media | None = None
        self._is_sent = False
        self._unwanted: set[str] = set()  # URLs that were inserted and are to be forgotten

    @property
    def media(self) -> Media | None:
        return self._media

    def choose(self, media: Media | None) -> None:
        """In place of what was chosen before; `offer` sends it."""
        if self._media is not None and self._is_sent:
            self._unwanted.add(self._media.url)
        self._media, self._is_sent = media, False
        self.remove_unwanted()

    def change_rate(self, rate: float) -> None:
        if self._media is not None:
            self._media = replace(self._media, rate=rate)

    def offer(self) -> None:
        """Before the item that stands for the next key. Only while what it is to follow is there."""
        if self._media is None or self._is_sent:
            return
        items = self._session.state.items
        key = next((item.id for item in items if item.url.endswith(NEXT_KEY)), None)
        self._session.ask(messages.insert(self._media, key))
        self._is_sent = True

    def remove_unwanted(self) -> None:
        """As soon as it is known under which number the receiver has it."""
        items = [item for item in self._session.state.items if item.url in self._unwanted]
        if items:
            self._unwanted -= {item.url for item in items}
            self._session.ask(messages.remove([item.id for item in items]))

    def take(self) -> None:
        """It has begun: nothing follows it yet."""
        self._media, self._is_sent = None, False

    def forget(self) -> None:
        self.take()
        self._unwanted.clear()
