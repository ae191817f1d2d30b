"""Searching and listing a made-up library of SEGUE_BENCH_TRACKS tracks (100,000 unless said), against one of
20,000 in the same run. SEGUE_BENCH_FOLDER keeps the libraries for the next run: a million tracks take minutes."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.catalogue import LISTENER, opened
from bench.numbers import percentile
from library import ArtistId, Library, Limits, ReleaseFilter, ReleaseOrder, Role, Track

SMALL = 20_000
ROUNDS = 200
_PAGE = Limits(20)

Ask = Callable[[Library, random.Random], object]


def run() -> None:
    large = int(os.environ.get("SEGUE_BENCH_TRACKS", "100000"))
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as temporary:
        folder = Path(os.environ.get("SEGUE_BENCH_FOLDER", temporary))
        folder.mkdir(parents=True, exist_ok=True)
        libraries = [opened(folder, tracks) for tracks in (SMALL, large)]
        told(libraries, large)
        quality(libraries[1])
        for library in libraries:
            library.close()


def told(libraries: list[Library], large: int) -> None:
    print(f"{'ms':<28}{f'{SMALL} tracks':>22}{f'{large} tracks':>22}   p99 ratio")
    for name, ask in {**searches(libraries), **lists()}.items():
        figures = [measured(library, ask) for library in libraries]
        columns = "".join(f"{f'p50 {p50:.2f}  p99 {p99:.2f}':>22}" for p50, p99 in figures)
        print(f"{name:<28}{columns}   {figures[1][1] / figures[0][1]:.2f}")


def measured(library: Library, ask: Ask) -> tuple[float, float]:
    """Each question once before, so that the disk is not what is measured. SEGUE_BENCH_CPU=1 counts the thread's own
    time, for machines that do something else meanwhile."""
    clock = time.thread_time if os.environ.get("SEGUE_BENCH_CPU") else time.perf_counter
    times: list[float] = []
    for _ in range(2):
        choice, times = random.Random(3), []
        for _ in range(ROUNDS):
            began = clock()
            ask(library, choice)
            times.append(1000 * (clock() - began))
    return percentile(times, 0.5), percentile(times, 0.99)


def searches(libraries: list[Library]) -> dict[str, Ask]:
    """What people type, taken from each library's own tracks."""
    samples = {id(library): library.random_tracks(300) for library in libraries}

    def asking(typed: Callable[[Track, random.Random], str]) -> Ask:
        def ask(library: Library, choice: random.Random) -> object:
            text = typed(choice.choice(samples[id(library)]), choice)
            return library.search(text, artists=_PAGE, releases=_PAGE, tracks=_PAGE, for_user=LISTENER)

        return ask

    return {
        "search 1 letter": asking(lambda track, _: track.title[:1]),
        "search 2 letters": asking(lambda track, _: track.title[:2]),
        "search 4 letters": asking(lambda track, _: track.title[:4]),
        "search title": asking(lambda track, _: track.title),
        "search title + artist": asking(lambda track, _: f"{track.title} {track.artist[:6]}"),
        "search two beginnings": asking(lambda track, _: f"{track.title[:2]} {track.artist[:2]}"),
        "search typing error": asking(lambda track, choice: mistyped(track.title, choice)),
        "search typing error + artist": asking(
            lambda track, choice: f"{mistyped(track.title, choice)} {track.artist}"
        ),
        "search year:": asking(
            lambda track, _: f"{track.title[:2]} year:{track.year}..{(track.year or 0) + 9}"
        ),
        "search genre:": asking(lambda track, _: f'{track.title[:1]} genre:"{track.genres[0]}"'),
        "search artist: -word": asking(lambda track, _: f'artist:"{track.artist}" -{track.title.split()[0]}'),
        "search rating:": asking(lambda track, _: f"{track.title[:1]} rating:>3"),
        "search bitrate:": asking(lambda track, _: f"{track.title[:2]} bitrate:>500"),
        "search phrase": asking(lambda track, _: f'"{" ".join(track.title.split()[:2])}"'),
    }


def lists() -> dict[str, Ask]:
    """Each at any depth."""
    asks: dict[str, Ask] = {}
    for order in ReleaseOrder:
        asks[f"releases {order}"] = lambda library, choice, order=order: library.list_releases(  # type: ignore[misc] # a default
            order, _deep(choice, library.counts().releases), for_user=LISTENER
        )
    return asks | {
        "releases genre": lambda library, choice: library.list_releases(
            ReleaseOrder.TITLE,
            Limits(100),
            where=ReleaseFilter(genre=_genre(library, choice)),
            for_user=LISTENER,
        ),
        "releases 1980s": lambda library, choice: library.list_releases(
            ReleaseOrder.YEAR,
            Limits(100),
            where=ReleaseFilter(from_year=1980, to_year=1989),
            for_user=LISTENER,
        ),
        "releases of a year": lambda library, choice: library.list_releases(
            ReleaseOrder.TITLE,
            _PAGE,
            where=_year(choice),
            for_user=LISTENER,  # full with few tracks, too
        ),
        "releases of a label": lambda library, choice: library.list_releases(
            ReleaseOrder.TITLE, Limits(100), where=ReleaseFilter(label=_label(library, choice))
        ),
        "releases of a composer": lambda library, choice: library.list_releases(
            ReleaseOrder.TITLE, Limits(100), where=ReleaseFilter(credit=_credit(library, choice))
        ),
        "years": lambda library, _: library.list_years(),
        "labels": lambda library, choice: library.list_labels(
            _deep(choice, library.list_labels(Limits(1)).total)
        ),
        "composers": lambda library, choice: library.list_credited(
            Role.COMPOSER,
            _deep(choice, library.list_credited(Role.COMPOSER, Limits(1)).total),
            for_user=LISTENER,
        ),
        "artists": lambda library, choice: library.list_artists(
            _deep(choice, library.counts().artists), for_user=LISTENER
        ),
        "tracks": lambda library, choice: library.list_tracks(
            _deep(choice, library.counts().tracks), for_user=LISTENER
        ),
        "tracks of a genre": lambda library, choice: library.list_tracks(
            _deep(choice, 2_000), genre=_genre(library, choice), for_user=LISTENER
        ),
        "random tracks": lambda library, _: library.random_tracks(100, for_user=LISTENER),
        "random tracks of a genre": lambda library, choice: library.random_tracks(
            100, where=ReleaseFilter(genre=_genre(library, choice)), for_user=LISTENER
        ),
        "genres": lambda library, _: library.list_genres(),
        "starred": lambda library, _: library.starred(for_user=LISTENER),
        "counts": lambda library, _: library.counts(),
        "a release": lambda library, choice: library.get_release(_some(library, choice).release_id),
        "an artist": lambda library, choice: library.get_artist(_some(library, choice).artists[0].artist_id),
        "everything (search3)": lambda library, choice: library.search(
            "", artists=_PAGE, releases=_PAGE, tracks=_deep(choice, library.counts().tracks)
        ),
    }


def quality(library: Library) -> None:
    """How often a track is among the first three when its title and artist are typed, also with one word wrong."""
    choice = random.Random(4)
    tracks = library.random_tracks(200)
    for name, typed in (("known item", str), ("with a typing error", lambda text: mistyped(text, choice))):
        hits = 0
        for track in tracks:
            text = f"{typed(track.title)} {track.artist}"
            found = library.search(text, artists=_PAGE, releases=_PAGE, tracks=Limits(3)).tracks
            hits += track.id in [one.id for one in found]
        print(f"{name:<28}{100 * hits / len(tracks):.1f} % of {len(tracks)} within the first three")


def mistyped(text: str, choice: random.Random) -> str:
    """One letter of one longer word swapped, lost, doubled or wrong."""
    words = text.split()
    longer = [at for at, word in enumerate(words) if len(word) >= 4]
    if not longer:
        return text
    at = choice.choice(longer)
    word, place = words[at], choice.randrange(1, len(words[at]) - 1)
    words[at] = choice.choice(
        (
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + choice.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :],
        )
    )
    return " ".join(words)


def _deep(choice: random.Random, total: int) -> Limits:
    return Limits(100, choice.randrange(max(1, total)))


def _genre(library: Library, choice: random.Random) -> str:
    return choice.choice(library.list_genres()).name


def _year(choice: random.Random) -> ReleaseFilter:
    year = choice.randint(1950, 2025)
    return ReleaseFilter(from_year=year, to_year=year)


def _label(library: Library, choice: random.Random) -> str:
    total = library.list_labels(Limits(1)).total
    return library.list_labels(Limits(1, choice.randrange(total))).items[0].name


def _credit(library: Library, choice: random.Random) -> tuple[ArtistId, Role]:
    total = library.list_credited(Role.COMPOSER, Limits(1)).total
    page = library.list_credited(Role.COMPOSER, Limits(1, choice.randrange(total)))
    return page.items[0].artist.id, Role.COMPOSER


def _some(library: Library, choice: random.Random) -> Track:
    return library.list_tracks(Limits(1, choice.randrange(1_000))).items[0]
