"""What can be said: words, chimes, recordings, and the bell that wakes; each as something to fetch."""

from __future__ import annotations

from server.routines.errors import NoSuchSound
from server.routines.tones import alarm_bell, chime
from server.routines.voice import speak
from server.streaming import Recording, Recordings, Undecodable

LONGEST_S = 60


class Sounds:
    """Any thread."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def spoken(self, text: str, language: str | None) -> Recording:
        """Raises: NoVoice, VoiceFailed, NoSuchSound."""
        return self._converted("Announcement", speak(text, language))

    def chime(self, name: str) -> Recording:
        """One of CHIMES."""
        return self._recordings.add("Announcement", chime(name))

    def sent(self, sound: bytes) -> Recording:
        """Somebody's own. Raises: NoSuchSound."""
        return self._converted("Announcement", sound)

    def bell(self) -> Recording:
        return self._recordings.add("Alarm", alarm_bell())

    def _converted(self, title: str, sound: bytes) -> Recording:
        try:
            return self._recordings.convert(title, sound, most_s=LONGEST_S)
        except Undecodable as error:
            raise NoSuchSound("it holds no sound that Segue knows") from error
