"""Answers questions about the catalogue. LAW: reads only; the statements of an answer do not grow with its
length."""

from library.queries.alike import Alike
from library.queries.browse import Browser
from library.queries.findings import Findings
from library.queries.lists import Lists
from library.queries.positions import Positions
from library.queries.shelves import Shelves
from library.queries.values import artists as artist_values
from library.queries.values import releases as release_values
from library.queries.values import shown_cover, utc
from library.queries.values import tracks as track_values

__all__ = [
    "Alike",
    "Browser",
    "Findings",
    "Lists",
    "Positions",
    "Shelves",
    "artist_values",
    "release_values",
    "shown_cover",
    "track_values",
    "utc",
]
