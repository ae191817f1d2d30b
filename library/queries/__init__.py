"""Answers questions about the catalogue. LAW: reads only; the statements of an answer do not grow with its
length."""

from library.queries.browse import Browser
from library.queries.findings import Findings
from library.queries.lists import Lists
from library.queries.search import Search
from library.queries.values import utc

__all__ = ["Browser", "Findings", "Lists", "Search", "utc"]
