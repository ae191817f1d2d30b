"""Which texts inside one name mean that they are several: the household's choice; pure.

Applied when tags are written into the catalogue, not when files are read: so a reader needs no settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from library.tags.model import Name, Part, Tags
from library.tags.texts import distinct

ARTIST_SEPARATORS = (" / ", " feat. ", " ft. ", " featuring ")
GENRE_SEPARATORS = (" / ",)
WHOLE_NAMES = ("AC / DC", "Earth, Wind & Fire", "Tyler, The Creator", "Crosby, Stills, Nash & Young")


@dataclass(frozen=True, slots=True)
class Separators:
    """`;` and several values of one field always separate. `whole`: names that hold a separator themselves."""

    artists: tuple[str, ...] = ARTIST_SEPARATORS
    genres: tuple[str, ...] = GENRE_SEPARATORS
    whole: tuple[str, ...] = WHOLE_NAMES

    def apply(self, tags: Tags) -> Tags:
        """Names that carry their own MusicBrainz id are one, whatever they are called."""
        if self._are_plain(tags):  # as most are: comparing is faster than making them anew
            return tags
        details = tags.details
        return replace(
            tags,
            artists=self._names(tags.artists, tags.artist_ids),
            album_artists=self._names(tags.album_artists, tags.album_artist_ids),
            genres=tuple(distinct(piece for name in tags.genres for piece in self._genres(name))),
            details=replace(details, parts=tuple(self._parts(details.parts))) if details.parts else details,
        )

    def _are_plain(self, tags: Tags) -> bool:
        """Whether each field holds one name, which is one."""
        if len(tags.artists) > 1 or len(tags.album_artists) > 1 or len(tags.genres) > 1:
            return False
        if tags.artist_ids or tags.album_artist_ids or tags.details.parts:
            return False
        names = [name.name for credits in (tags.artists, tags.album_artists) for name in credits]
        return all(len(self._artists(name)) == 1 for name in names) and all(
            len(self._genres(name)) == 1 for name in tags.genres
        )

    def _names(self, names: tuple[Name, ...], ids: Sequence[str]) -> tuple[Name, ...]:
        split: dict[str, Name] = {}
        for name in names:
            pieces = (name.name,) if name.musicbrainz_id else self._artists(name.name)
            for piece in [name] if len(pieces) == 1 else map(Name, pieces):
                split.setdefault(piece.name.casefold(), piece)
        if len(split) != len(ids):
            return tuple(split.values())
        return tuple(replace(each, musicbrainz_id=id) for each, id in zip(split.values(), ids, strict=True))

    def _parts(self, parts: Iterable[Part]) -> Iterable[Part]:
        for part in parts:
            yield from (replace(part, name=piece) for piece in self._artists(part.name))

    def _artists(self, name: str) -> tuple[str, ...]:
        return _split(name, self.artists, self.whole)

    def _genres(self, name: str) -> tuple[str, ...]:
        return _split(name, self.genres, self.whole)


@lru_cache(4_096)  # the names of a release come back with each of its tracks
def _split(name: str, separators: tuple[str, ...], whole: tuple[str, ...]) -> tuple[str, ...]:
    pattern = _pattern(separators, whole)
    if pattern is None or pattern.search(name) is None:
        return (name,)
    pieces, begun = [""], 0
    for match in pattern.finditer(name):
        pieces[-1] += name[begun : match.start()]
        if match["whole"]:
            pieces[-1] += match["whole"]
        else:
            pieces.append("")
        begun = match.end()
    pieces[-1] += name[begun:]
    return tuple(piece for text in pieces if (piece := _without_bracket(text.strip()))) or (name,)


@lru_cache(8)
def _pattern(separators: tuple[str, ...], whole: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole names come first, so that no separator inside one is seen. ` feat. ` also finds ` (feat. `."""
    if not separators:
        return None
    names = [rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(whole, key=len, reverse=True) if name]
    texts = [re.sub(r"^\\ (?=\w)", r"\\s+[(\\[]?", re.escape(text)) for text in separators if text]
    return re.compile(rf"(?P<whole>{'|'.join(names) or '(?!)'})|{'|'.join(texts)}", re.IGNORECASE)


def _without_bracket(text: str) -> str:
    """`B)` is what is left of `A (feat. B)`."""
    for opening, closing in ("()", "[]"):
        if text.endswith(closing) and text.count(closing) > text.count(opening):
            text = text[:-1].rstrip()
    return text
