"""How a queue changes: pure functions Queue → Queue; positions and devices are not known here.

Every entry has a `rank`, its place in the order in which it was added. Shuffling permutes what follows the current
entry; undoing it sorts by rank, so the same order returns, with later edits in their place.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from library import TrackId
from server.sessions.model import Entry, EntryId, Queue, Repeat


def replaced(queue: Queue, entries: Sequence[Entry], index: int, *, shuffle: bool, seed: int) -> Queue:
    """These and nothing else. With `shuffle` the one at `index` comes first, the others follow in a random order."""
    ranked = _ranked(entries)
    fresh = replace(
        queue,
        entries=ranked,
        index=min(index, len(ranked) - 1) if ranked else None,
        shuffle=False,
        revision=queue.revision + 1,
    )
    return shuffled(fresh, on=True, seed=seed) if shuffle else fresh


def inserted(queue: Queue, entries: Sequence[Entry], *, after_current: bool) -> Queue:
    """After the current entry, or at the end; in the unshuffled order they stand at the same place."""
    if queue.index is None:
        return replaced(queue, entries, 0, shuffle=False, seed=0)
    place = queue.index + 1 if after_current else len(queue.entries)
    natural = sorted(queue.entries, key=lambda e: e.rank)
    anchor = queue.entries[queue.index].rank if after_current else natural[-1].rank
    cut = next(i for i, e in enumerate(natural) if e.rank == anchor) + 1
    ranks = {e.id: rank for rank, e in enumerate([*natural[:cut], *entries, *natural[cut:]])}
    everything = [*queue.entries[:place], *entries, *queue.entries[place:]]
    return _changed(queue, [replace(e, rank=ranks[e.id]) for e in everything], queue.index)


def moved(queue: Queue, entry: EntryId, before: EntryId | None) -> Queue:
    """`entry` goes before `before`, or to the end; unknown ids change nothing."""
    known = {e.id: e for e in queue.entries}
    if entry not in known or entry == before or (before is not None and before not in known):
        return queue
    rest = [e for e in queue.entries if e.id != entry]
    place = len(rest) if before is None else next(i for i, e in enumerate(rest) if e.id == before)
    order = [*rest[:place], known[entry], *rest[place:]]
    if not queue.shuffle:
        order = list(_ranked(order))
    return _changed(queue, order, _index_of(order, queue))


def removed(queue: Queue, ids: Iterable[EntryId]) -> Queue:
    """Without these. When the current one goes, the next that stays is current, else the last."""
    gone = set(ids)
    kept = [e for e in queue.entries if e.id not in gone]
    if len(kept) == len(queue.entries):
        return queue
    if not kept or queue.index is None:
        return _changed(queue, kept, None if not kept else 0)
    before = sum(1 for e in queue.entries[: queue.index] if e.id not in gone)
    return _changed(queue, kept, min(before, len(kept) - 1))


def cleared(queue: Queue) -> Queue:
    """Only the current entry stays."""
    return queue if queue.current is None else _changed(queue, [queue.current], 0)


def shuffled(queue: Queue, *, on: bool, seed: int) -> Queue:
    """The current entry stays current. `seed` decides the order, so that this is a function."""
    current = queue.current
    if current is None or queue.index is None:
        return replace(queue, shuffle=on)
    if not on:
        order = sorted(queue.entries, key=lambda e: e.rank)
        return replace(_changed(queue, order, _index_of(order, queue)), shuffle=False)
    rest = [e for e in queue.entries if e.id != current.id]
    random.Random(seed).shuffle(rest)  # noqa: S311 - an order for listening
    return replace(_changed(queue, [current, *rest], 0), shuffle=True)


def next_index(queue: Queue, *, ended: bool) -> int | None:
    """What follows the current entry, None at the end. Only an end by itself honours repeat-one."""
    if queue.index is None:
        return None
    if ended and queue.repeat is Repeat.ONE:
        return queue.index
    if queue.index + 1 < len(queue.entries):
        return queue.index + 1
    return 0 if queue.repeat is not Repeat.OFF else None


def previous_index(queue: Queue) -> int | None:
    if queue.index is None:
        return None
    if queue.index > 0:
        return queue.index - 1
    return len(queue.entries) - 1 if queue.repeat is Repeat.ALL else 0


def index_of(queue: Queue, entry: EntryId) -> int | None:
    return next((i for i, e in enumerate(queue.entries) if e.id == entry), None)


def beside(queue: Queue, entry: Entry) -> tuple[TrackId, ...]:
    """What stands before and after an entry, in the order in which they play."""
    at = queue.entries.index(entry)
    neighbours = queue.entries[max(0, at - 1) : at] + queue.entries[at + 1 : at + 2]
    return tuple(each.track_id for each in neighbours)


def _ranked(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(replace(e, rank=i) for i, e in enumerate(entries))


def _changed(queue: Queue, entries: Sequence[Entry], index: int | None) -> Queue:
    return replace(queue, entries=tuple(entries), index=index, revision=queue.revision + 1)


def _index_of(order: Sequence[Entry], queue: Queue) -> int | None:
    current = queue.current
    return None if current is None else next(i for i, e in enumerate(order) if e.id == current.id)
