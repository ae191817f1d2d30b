"""Under which words things are found: names as they may be typed, filters, and what a slip may have meant. LAW:
written inside the transactions of those who change names, and only of what can be seen."""

from library.index.facets import EVERYTHING, format_facet, genre_facet, library_facet, year_facets
from library.index.rows import TABLES, Kind, index, note_popular
from library.index.vocabulary import find_meant, is_known
from library.index.words import asked, spelled

__all__ = [
    "EVERYTHING",
    "TABLES",
    "Kind",
    "asked",
    "find_meant",
    "format_facet",
    "genre_facet",
    "index",
    "is_known",
    "library_facet",
    "note_popular",
    "spelled",
    "year_facets",
]
