"""A made-up catalogue of any size, without files, for measuring: written through the scanner's own way in, with names
as real ones are, of a few words that are everywhere and many that are rare."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from library.database import Database
from library.model import AudioFormat
from library.scan import Batch, Catalogue, FileRead, FileSeen, Root
from library.tags import Contents, Details, Name, Part, Tags

_BATCH = 1_000
# fmt: off
_ONSETS = (
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr",
    "qu", "r", "s", "sh", "sl", "st", "t", "th", "tr", "v", "w", "y", "z",
)
# fmt: on
# fmt: off
_VOWELS = (
    "a", "e", "i", "o", "u", "ai", "ea", "ee", "ia", "oo", "ou",
)
# fmt: on
_CODAS = ["", "", "", "n", "r", "s", "l", "t", "nd", "ck", "m", "x"]
# fmt: off
_COMMON = (
    "the", "love", "of", "you", "a", "in", "to", "me", "my", "and", "i", "it", "on", "night", "for", "is",
    "your", "time", "blue", "all", "we", "no", "be", "day", "this", "what", "dream", "heart", "down", "one",
    "up", "with", "don", "world", "so", "black", "girl", "man", "song", "like", "way", "out", "go", "home",
    "life", "fire", "little", "never", "light", "baby", "moon", "live", "back", "good", "sun", "over",
    "rain", "sky", "white", "dance", "away", "red", "street", "water", "soul", "city", "star", "boy",
    "another", "river",
)
# fmt: on
_GENRES = 200
_FLAC = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)
_MP3 = AudioFormat("mp3", "mp3", "audio/mpeg", 44_100, 2, None, 256)


@dataclass
class Words:
    """Draws words by Zipf's law: the n-th most common one is used 1/n as often as the first."""

    choice: random.Random
    words: list[str] = field(init=False)
    sums: list[float] = field(init=False)

    def __post_init__(self) -> None:
        made = dict.fromkeys(_COMMON)
        while len(made) < 60_000:
            syllables = self.choice.choice((1, 2, 2, 2, 3, 3, 4))
            made["".join(self._syllable() for _ in range(syllables))] = None
        self.words = list(made)
        self.sums = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))

    def one(self) -> str:
        return self.words[bisect(self.sums, self.choice.random() * self.sums[-1])]

    def name(self, *lengths: int) -> str:
        return " ".join(self.one() for _ in range(self.choice.choice(lengths))).title()

    def _syllable(self) -> str:
        pick = self.choice.choice
        return pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS)


def fill_made_up(database: Database, tracks: int, *, seed: int = 1) -> None:
    """Releases of about 12 tracks, artists of about 5 releases, some of them on other people's releases."""
    catalogue = Catalogue(database)
    (root,) = catalogue.use_roots([Path("/music")])
    batch: list[FileRead] = []
    choice = random.Random(seed)  # noqa: S311 - the same names every time
    for read in made(tracks, choice, root):
        batch.append(read)
        if len(batch) == _BATCH:
            catalogue.write(root, Batch(batch), now_ms=1_700_000_000_000)
            batch = []
    catalogue.write(root, Batch(batch), now_ms=1_700_000_000_000)
    catalogue.end(root)


def made(tracks: int, choice: random.Random, root: Root) -> Iterator[FileRead]:
    words = Words(choice)
    genres = [words.name(1, 2) for _ in range(_GENRES)]
    artists = [words.name(1, 2, 2, 3) for _ in range(max(1, tracks // 60))]
    labels = [words.name(1, 1, 2) for _ in range(max(1, tracks // 400))]
    composers = [words.name(2, 2, 3) for _ in range(max(1, tracks // 100))]
    number = 0
    while number < tracks:
        artist = choice.choice(artists)
        album, year = words.name(1, 2, 2, 3, 4), choice.randint(1950, 2025)
        genre = genres[min(int(choice.expovariate(0.06)), _GENRES - 1)]
        label = labels[min(int(choice.expovariate(8 / len(labels))), len(labels) - 1)]
        composer = composers[min(int(choice.expovariate(8 / len(composers))), len(composers) - 1)]
        details = Details(parts=(Part("composer", composer),), values=(("label", (label,)),))
        for at in range(1, min(choice.randint(6, 18), tracks - number) + 1):
            guest = choice.choice(artists) if choice.random() < 0.08 else None
            tags = Tags(
                title=words.name(1, 2, 2, 3, 3, 4, 5),
                artists=(Name(artist), *((Name(guest),) if guest else ())),
                artist=f"{artist} feat. {guest}" if guest else artist,
                album=album,
                album_artists=(Name(artist),),
                album_artist=artist,
                number=at,
                year=year,
                genres=(genre,),
                details=details,
            )
            format = _FLAC if choice.random() < 0.6 else _MP3
            path = f"{artist}/{album} {number // 20}/{at:02} {tags.title}.{format.container}"
            seen = FileSeen(path, 10_000_000, 1_600_000_000_000_000_000 + number * 10**12 % 10**17)
            yield FileRead(seen, None, Contents(tags, format, choice.randint(90_000, 420_000), None))
            number += 1
