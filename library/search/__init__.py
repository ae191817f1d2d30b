"""Finds things by words of their names and by filters. LAW: the index is written inside the transactions of those who
change names; a search reads a bounded number of rows, however large the library is."""

from library.search.find import Search
from library.search.index import Kind, index, note_popular

__all__ = ["Kind", "Search", "index", "note_popular"]
