"""A made-up library of any size, written through the library's own way in: names as in real ones, a few words used
everywhere and most of them rarely."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from library import AudioFormat, Database, Library, UserId, migrations
from library.scan.catalogue import Batch, Catalogue
from library.scan.outcomes import FileRead, Root
from library.scan.walk import FileSeen
from library.tags import Contents, Name, Tags

LISTENER = UserId(1)
_BATCH = 1_000
_ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "sl",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "y",
    "z",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "ia", "oo", "ou"]
_CODAS = ["", "", "", "n", "r", "s", "l", "t", "nd", "ck", "m", "x"]
_COMMON = [
    "the",
    "love",
    "of",
    "you",
    "a",
    "in",
    "to",
    "me",
    "my",
    "and",
    "i",
    "it",
    "on",
    "night",
    "for",
    "is",
    "your",
    "time",
    "blue",
    "all",
    "we",
    "no",
    "be",
    "day",
    "this",
    "what",
    "dream",
    "heart",
    "down",
    "one",
    "up",
    "with",
    "don",
    "world",
    "so",
    "black",
    "girl",
    "man",
    "song",
    "like",
    "way",
    "out",
    "go",
    "home",
    "life",
    "fire",
    "little",
    "never",
    "light",
    "baby",
    "moon",
    "live",
    "back",
    "good",
    "sun",
    "over",
    "rain",
    "sky",
    "white",
    "dance",
    "away",
    "red",
    "street",
    "water",
    "soul",
    "city",
    "star",
    "boy",
    "another",
    "river",
]
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


def filled(database: Database, tracks: int, *, seed: int = 1) -> None:
    """Releases of about 12 tracks, artists of about 5 releases, some of them on other people's releases."""
    catalogue = Catalogue(database)
    (root,) = catalogue.use_roots([Path("/music")])
    batch: list[FileRead] = []
    for read in made(tracks, random.Random(seed), root):
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
    number = 0
    while number < tracks:
        artist = choice.choice(artists)
        album, year = words.name(1, 2, 2, 3, 4), choice.randint(1950, 2025)
        genre = genres[min(int(choice.expovariate(0.06)), _GENRES - 1)]
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
            )
            format = _FLAC if choice.random() < 0.6 else _MP3
            path = f"{artist}/{album} {number // 20}/{at:02} {tags.title}.{format.container}"
            seen = FileSeen(path, 10_000_000, 1_600_000_000_000_000_000 + number * 10**12 % 10**17)
            yield FileRead(seen, None, Contents(tags, format, choice.randint(90_000, 420_000), None))
            number += 1


def opened(folder: Path, tracks: int) -> Library:
    """The library in `folder`, made there first if it is not."""
    path = folder / f"{tracks}.db"
    is_new = not path.exists()
    database = Database(path)
    database.migrate(migrations)
    if is_new:
        filled(database, tracks)
    library = Library(database, roots=[Path("/music")], thumbnails=folder / "thumbnails")
    if is_new:
        marked(library, random.Random(2))
    return library


def marked(library: Library, choice: random.Random) -> None:
    """What a listener of some years has rated, starred and played: the same for every size."""
    one_of_each = {track.release_id: track.id for track in library.random_tracks(4_000)}
    tracks = list(one_of_each.values())[:800]
    library.star(tracks[:300], user=LISTENER)
    library.star([track.release_id for track in library.find_tracks(tracks[:300])], user=LISTENER)
    for track in tracks[:500]:
        library.rate(track, choice.randint(1, 5), user=LISTENER)
    library.played(
        [(track, 1_650_000_000_000 + at * 1_000_000) for at, track in enumerate(tracks)], user=LISTENER
    )
