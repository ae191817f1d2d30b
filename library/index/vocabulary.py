"""Every word of the search index, how often it is used there, and what was meant by one that is not there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from library.index.typos import all_signatures, allowed_slips, asked_signatures, distance, stored_signatures

_LAST = "\U0010ffff"
# Words longer than this are keys and hashes, which nobody types.
_LONGEST = 40
# A signature of three letters may be shared by thousands; more common words than these are not looked at.
_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Meant:
    word: str
    slips: int
    uses: int


def count_uses(db: sqlite3.Connection, changes: Counter[str]) -> None:
    """Adds to the uses of words, or takes away; inside the caller's transaction."""
    counted = {word: change for word, change in sorted(changes.items()) if change and len(word) <= _LONGEST}
    if not counted:
        return
    rows = db.execute(
        "SELECT word FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))",
        (json.dumps([*counted]),),
    )
    known = {word for (word,) in rows}
    db.executemany(
        "UPDATE vocabulary SET uses = uses + ? WHERE word = ?", [(counted[word], word) for word in known]
    )
    _add(db, [(word, uses) for word, uses in counted.items() if word not in known])
    gone = db.execute("SELECT id, word FROM vocabulary WHERE uses <= 0").fetchall()
    for number, word in gone:
        codes = [(code, len(word), number) for code in all_signatures(word)]
        db.executemany(
            "DELETE FROM word_signatures WHERE signature = ? AND length = ? AND word_id = ?", codes
        )
        db.execute("DELETE FROM vocabulary WHERE id = ?", (number,))


def is_known(db: sqlite3.Connection, word: str, *, is_finished: bool) -> bool:
    """Whether the word, or one that begins so, is in use."""
    after = word if is_finished else word + _LAST
    found = db.execute("SELECT 1 FROM vocabulary WHERE word BETWEEN ? AND ? LIMIT 1", (word, after))
    return found.fetchone() is not None


def find_meant(db: sqlite3.Connection, word: str, *, is_finished: bool, limit: int) -> list[Meant]:
    """Words of the vocabulary at few slips from this one, the nearest and then the most used first; not itself."""
    at_most = allowed_slips(word)
    longest = len(word) + at_most if is_finished else _LONGEST
    codes = sorted(asked_signatures(word))
    if not codes:
        return []
    rows = db.execute(
        f"""SELECT DISTINCT v.word, v.uses FROM word_signatures s JOIN vocabulary v ON v.id = s.word_id
        WHERE s.signature IN ({", ".join("?" * len(codes))}) AND s.length BETWEEN ? AND ?
        ORDER BY v.uses DESC LIMIT ?""",
        (*codes, len(word) - at_most, longest, _CANDIDATES),
    )
    meant = [
        Meant(candidate, slips, uses)
        for candidate, uses in rows
        if candidate != word
        and (slips := distance(word, candidate, is_finished=is_finished, at_most=at_most)) <= at_most
    ]
    return sorted(meant, key=lambda one: (one.slips, -one.uses, one.word))[:limit]


def _add(db: sqlite3.Connection, words: list[tuple[str, int]]) -> None:
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM vocabulary").fetchone()
    numbered = [(number, word, uses) for number, (word, uses) in enumerate(words, last + 1)]
    db.executemany("INSERT INTO vocabulary (id, word, uses) VALUES (?, ?, ?)", numbered)
    # Sorted, since neighbours in the table share its pages.
    codes = sorted(
        (code, len(word), number) for number, word, _ in numbered for code in stored_signatures(word)
    )
    db.executemany("INSERT INTO word_signatures (signature, length, word_id) VALUES (?, ?, ?)", codes)
