"""Finds things by words of their names and by filters. LAW: reads only; a search looks at a bounded number of rows,
however large the library is."""

from library.search.find import Search

__all__ = ["Search"]
