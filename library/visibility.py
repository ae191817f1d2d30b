"""Who sees what: chooses the reader through which a user's question is answered.

What is hidden is missing from the tables that such a reader has, so no question needs to think of it, and none can
forget to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from library.database import Database, Reader
from library.errors import NotFound
from library.libraries import Shelved
from library.model import LibraryId, MusicLibrary, UserId
from library.queries import Positions
from library.screen import screened

NameOf = Callable[[UserId], str]


@dataclass(frozen=True, slots=True)
class Seen:
    """How a question of somebody is answered."""

    reader: Reader
    positions: Positions  # of the lists that this reader answers
    libraries: tuple[int, ...] | None  # None: all there are


class Visibility:
    """Any thread. None for a user is the house itself, which sees everything."""

    def __init__(
        self, database: Database, libraries: Sequence[Shelved], *, name_of: NameOf, is_everything: bool
    ) -> None:
        """`is_everything`: there is nothing in the database but these libraries."""
        self._database = database
        self._name_of = name_of
        self._whole = Seen(database, Positions(), None)
        self.use(libraries, is_everything=is_everything)

    def use(self, libraries: Sequence[Shelved], *, is_everything: bool) -> None:
        """These from now on."""
        self._parts: dict[tuple[int, ...], Seen] = {}
        self._libraries = tuple(libraries)
        self._is_everything = is_everything

    def libraries(self, user: UserId | None) -> tuple[MusicLibrary, ...]:
        return tuple(shelved.library for shelved in self._seen(user))

    def reader(self, user: UserId | None) -> Reader:
        return self.seen(user).reader

    def seen(self, user: UserId | None, within: Collection[LibraryId] = ()) -> Seen:
        """`within`: of what the user sees only these. Raises: NotFound for a library that the user does not see."""
        libraries = self._seen(user)
        if within:
            unknown = set(within) - {shelved.library.id for shelved in libraries}
            if unknown:
                raise NotFound(min(unknown))
            libraries = tuple(shelved for shelved in libraries if shelved.library.id in within)
        is_whole = len(libraries) == len(self._libraries) and self._is_everything
        if is_whole or (user is None and not within):
            return self._whole
        numbers = tuple(shelved.number for shelved in libraries)
        if numbers not in self._parts:
            roots = [root for shelved in libraries for root in shelved.roots]
            reader = screened(self._database, roots=roots, libraries=numbers)
            self._parts[numbers] = Seen(reader, Positions(), numbers)
        return self._parts[numbers]

    def sees_all(self, user: UserId | None) -> bool:
        return self.seen(user) is self._whole

    def _seen(self, user: UserId | None) -> tuple[Shelved, ...]:
        if user is None or not any(shelved.users for shelved in self._libraries):
            return self._libraries
        name = self._name_of(user).casefold()
        return tuple(each for each in self._libraries if not each.users or name in each.users)
