"""Answers questions about the catalogue. LAW: reads only; the statements of an answer do not grow with its
length."""

from library.queries.browse import Browser
from library.queries.lists import Lists
from library.queries.positions import Positions

__all__ = ["Browser", "Lists", "Positions"]
