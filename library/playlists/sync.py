"""Keeps the playlists of one user and a folder of files the same, both ways; the rules are in `agreement`.

What was written here is known by its state afterwards, so nothing goes around in circles. A playlist that both sides
changed is never merged: the newer one stays, the other becomes `name (conflict).m3u8`, a list of its own.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from library.database import Reader
from library.model import UserId
from library.paths import for_people
from library.playlists.agreement import Side, Step, step
from library.playlists.document import (
    Block,
    Document,
    block_for,
    parse_document,
    rendered,
    rewritten,
)
from library.playlists.folder import ListFile, ListFolder, Listing, free_name
from library.playlists.pairs import Held, OwnList, Pair, Pairs

log = logging.getLogger(__name__)

_FEW = 10  # files that may go at once from the smallest folder


class PlaylistSync:
    """For one thread at a time."""

    def __init__(
        self,
        folder: Path,
        pairs: Pairs,
        reader_of: Callable[[UserId], Reader],
        *,
        is_public: bool,
    ) -> None:
        """`is_public`: whether others see the lists that are made of files."""
        self._folder = ListFolder(folder)
        self._pairs = pairs
        self._reader_of = reader_of
        self._is_public = is_public

    def run(self, owner: UserId, *, is_settled: bool = True) -> None:
        """Once over everything; what cannot be read or written is told in the log and tried again by the next.

        Only while the catalogue `is_settled`, no scan running, lines of which no track was known are looked up again.
        """
        revision = self._pairs.revision() if is_settled else None
        reader = self._reader_of(owner)
        _Round(self._folder, self._pairs, reader, owner, revision, is_public=self._is_public).run()


class _Round:
    def __init__(
        self,
        folder: ListFolder,
        pairs: Pairs,
        reader: Reader,
        owner: UserId,
        revision: int | None,
        *,
        is_public: bool,
    ) -> None:
        self._folder = folder
        self._pairs = pairs
        self._reader = reader
        self._owner = owner
        self._revision = revision
        self._is_public = is_public
        self._listing = folder.look()
        self._names = set(self._listing.files)
        self._lists = pairs.lists(owner)

    def run(self) -> None:
        pairs = self._pairs.all(self._folder.path, self._owner)
        paired = {pair.playlist for pair in pairs}
        known = {pair.file.name for pair in pairs}
        new = {name: file for name, file in self._listing.files.items() if name not in known}
        renamed = _renamed(pairs, self._listing, new)
        is_sure = self._listing.is_whole and _is_believed(pairs, self._listing, len(renamed))
        for pair in pairs:
            with _told(pair.file.name):
                if pair.playlist in renamed:
                    self._rename(pair, renamed[pair.playlist])
                else:
                    self._agree(pair, is_sure=is_sure)
        for file in new.values():
            with _told(file.name):
                self._meet(file, paired)
        if self._listing.is_whole or (not pairs and self._folder.path.is_dir()):
            for own in [own for own in self._lists.values() if own.number not in paired]:
                with _told(own.name):
                    self._write(own, free_name(own.name, self._names), None)

    # -- what is known --------------------------------------------------------------------------------

    def _agree(self, pair: Pair, *, is_sure: bool) -> None:
        file, own = self._listing.files.get(pair.file.name), self._lists.get(pair.playlist)
        wants = step(
            self._file_side(pair, file),
            _list_side(pair, own),
            is_file_newer=file is not None and own is not None and _is_newer(file, own),
            is_sure=is_sure,
        )
        if wants is Step.NOTHING:
            return
        log.info("playlist=%s file=%r %s", pair.playlist, pair.file.name, wants.name.lower())
        match wants, file, own:
            case Step.TAKE, ListFile(), OwnList():
                self._take(file, own)
            case Step.WRITE, _, OwnList():
                self._write(own, pair.file.name, file)
            case Step.KEEP_LIST_AND_TAKE, ListFile(), OwnList():
                self._keep_list(own, file)
                self._take(file, own)
            case Step.KEEP_FILE_AND_WRITE, ListFile(), OwnList():
                self._keep_file(own, file)
                self._write(own, file.name, file)
            case Step.REMOVE_LIST, _, OwnList():
                self._pairs.remove(own)
                self._pairs.forget(pair.playlist)
            case Step.REMOVE_FILE, ListFile(), _:
                self._folder.remove(file)
                self._pairs.forget(pair.playlist)
            case Step.MAKE_LIST, ListFile(), _:
                self._make(file)
                self._pairs.forget(pair.playlist)
            case _:
                self._pairs.forget(pair.playlist)

    def _file_side(self, pair: Pair, file: ListFile | None) -> Side:
        if file is None:
            return Side.GONE
        # What it tells of may be here by now.
        is_due = pair.has_unfound and self._revision is not None and pair.revision != self._revision
        return Side.CHANGED if file != pair.file or is_due else Side.SAME

    def _rename(self, pair: Pair, file: ListFile) -> None:
        """The file has another name; so has the list, if the file does not say what it is called."""
        own = self._lists.get(pair.playlist)
        match _list_side(pair, own), own:
            case Side.SAME, OwnList():
                self._take(file, own)
            case Side.CHANGED, OwnList():
                self._write(own, file.name, file)
            case _:
                self._folder.remove(file)
                self._pairs.forget(pair.playlist)

    # -- what is new ----------------------------------------------------------------------------------

    def _meet(self, file: ListFile, paired: set[int]) -> None:
        """A list of the same name that has no file yet is that list."""
        document = parse_document(self._folder.read(file))
        name = _name(document, file)
        alike = [
            own
            for own in self._lists.values()
            if own.number not in paired and own.name.casefold() == name.casefold()
        ]
        if not alike:
            self._make(file)
            return
        own = alike[0]
        paired.add(own.number)
        held = self._pairs.held(own.number)
        found = self._found(document, file.name, held)
        if [track for track in found if track is not None] == [one.track for one in held]:
            self._note(own, file, found)
        elif _is_newer(file, own):
            self._keep_list(own, file)
            self._take(file, own)
        else:
            self._keep_file(own, file)
            self._write(own, file.name, file)

    def _make(self, file: ListFile) -> None:
        document = parse_document(self._folder.read(file))
        found = self._pairs.found(self._reader, document.lines())
        tracks = [track for track in found if track is not None]
        own = self._pairs.make(self._owner, _name(document, file), tracks, is_public=self._is_public)
        self._note(own, file, found)

    # -- taking and writing ---------------------------------------------------------------------------

    def _take(self, file: ListFile, own: OwnList) -> None:
        document, held = parse_document(self._folder.read(file)), self._pairs.held(own.number)
        found = self._found(document, file.name, held)
        name, tracks = _name(document, file), [track for track in found if track is not None]
        is_same = name == own.name and tracks == [one.track for one in held]
        now = own if is_same else self._pairs.take(own, name, tracks)
        if now is not None:  # else the next round meets the change that came between
            self._note(now, file, found)

    def _write(self, own: OwnList, name: str, file: ListFile | None) -> None:
        document = Document() if file is None else parse_document(self._folder.read(file))
        held = self._pairs.held(own.number)
        found = self._found(document, name, held)
        document = rewritten(document, found, [one.track for one in held], self._new_blocks(held, name))
        if _name(document, ListFile(name, 0, 0)) != own.name:
            document = document.named(own.name)
        written = self._folder.write(name, rendered(document), instead_of=file)
        self._names.add(name)
        self._note(own, written, found)

    def _found(self, document: Document, name: str, held: Sequence[Held]) -> list[int | None]:
        """The track of each block; of those that are away just now only what the list holds."""
        away = {one.path: one.track for one in held}
        found = self._pairs.found(self._reader, document.lines())
        return [
            track if track is not None else away.get(self._path_of(block, name))
            for track, block in zip(found, document.blocks, strict=True)
        ]

    def _keep_list(self, own: OwnList, file: ListFile) -> None:
        name = self._conflict_name(file)
        held = self._pairs.held(own.number)
        tracks = [one.track for one in held]
        document = rewritten(
            Document().named(f"{own.name} (conflict)"), [], tracks, self._new_blocks(held, name)
        )
        self._folder.write(name, rendered(document), instead_of=None)

    def _keep_file(self, own: OwnList, file: ListFile) -> None:
        name = self._conflict_name(file)
        document = parse_document(self._folder.read(file)).named(f"{own.name} (conflict)")
        self._folder.write(name, rendered(document), instead_of=None)

    def _conflict_name(self, file: ListFile) -> str:
        below, _, name = file.name.rpartition("/")
        stem = f"{name.rpartition('.')[0]} (conflict)"
        chosen = free_name(stem, self._names, below=f"{below}/" if below else "")
        self._names.add(chosen)
        return chosen

    def _new_blocks(self, held: Sequence[Held], name: str) -> dict[int, Block]:
        return {
            one.track: block_for(self._written_path(one, name), one.artist, one.title, one.duration_ms)
            for one in held
        }

    def _written_path(self, held: Held, name: str) -> str:
        """Relative where the playlists are among the music, so that both may move; else absolute."""
        folder = (self._folder.path / name).parent
        return os.path.relpath(held.path, folder) if folder.is_relative_to(held.root) else str(held.path)

    def _path_of(self, block: Block, name: str) -> Path:
        return Path(os.path.normpath((self._folder.path / name).parent / block.path))

    def _note(self, own: OwnList, file: ListFile, found: Sequence[int | None]) -> None:
        revision = -1 if self._revision is None else self._revision
        self._pairs.note(
            Pair(own.number, file, own.changed_ms, None in found, revision), self._folder.path, self._owner
        )


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("playlist=%r cannot be kept in step: %s", what, error)


def _renamed(pairs: Sequence[Pair], listing: Listing, new: dict[str, ListFile]) -> dict[int, ListFile]:
    """By playlist: a file that is gone, and the only new one that is the same otherwise. Takes them from `new`."""
    found: dict[int, ListFile] = {}
    for pair in pairs:
        if pair.file.name not in listing.files:
            same = [file for file in new.values() if replace(file, name=pair.file.name) == pair.file]
            if len(same) == 1:
                found[pair.playlist] = new.pop(same[0].name)
    return found


def _is_believed(pairs: Sequence[Pair], listing: Listing, renamed: int) -> bool:
    """Whether that many may be gone at once: else it is another disk that is mounted there."""
    gone = sum(pair.file.name not in listing.files for pair in pairs) - renamed
    return gone <= _FEW or gone * 2 <= len(pairs)


def _list_side(pair: Pair, own: OwnList | None) -> Side:
    if own is None:
        return Side.GONE
    return Side.SAME if own.changed_ms == pair.changed_ms else Side.CHANGED


def _is_newer(file: ListFile, own: OwnList) -> bool:
    return file.mtime_ns // 1_000_000 >= own.changed_ms


def _name(document: Document, file: ListFile) -> str:
    return document.name or for_people(file.name.rpartition("/")[2].rpartition(".")[0])[:200]
