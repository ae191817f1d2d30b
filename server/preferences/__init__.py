"""What people chose for themselves and for their rooms. LAW: remembers and answers; who acts on it asks."""

from server.preferences.migrations import migrations
from server.preferences.model import BANDS_HZ, MOST_DB, NOTHING, Adjustment
from server.preferences.store import Preferences

__all__ = ["BANDS_HZ", "MOST_DB", "NOTHING", "Adjustment", "Preferences", "migrations"]
