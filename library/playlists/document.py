"""An M3U file line by line, so that it can be written anew with nothing lost that somebody else put there; pure.

#EXTM3U                              head: what stands before the first track
#PLAYLIST:For the road
#EXTINF:215,Miles Davis - So What    block: a path, and the comments between it and the path before
../Miles Davis/Kind of Blue/01.flac
# end                                tail: comments after the last path
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from library.playlists.files import decoded_list, read_m3u
from library.playlists.model import Line

_NAME = re.compile(r"#PLAYLIST:(.*)|#GONIC-NAME:(\".*\")", re.IGNORECASE)
_MOST_BLOCKS = 50_000


@dataclass(frozen=True, slots=True)
class Block:
    comments: tuple[str, ...]
    path: str  # as written


@dataclass(frozen=True, slots=True)
class Document:
    head: tuple[str, ...] = ("#EXTM3U",)
    blocks: tuple[Block, ...] = ()
    tail: tuple[str, ...] = ()
    newline: str = "\n"
    encoding: str = "utf-8"

    @property
    def name(self) -> str | None:
        """As the list calls itself."""
        for line in self.head:
            if match := _NAME.fullmatch(line.strip()):
                name = match[1].strip() if match[1] is not None else _unquoted(match[2])
                if name:
                    return name[:200]
        return None

    def named(self, name: str) -> Document:
        head = tuple(line for line in self.head if not _NAME.fullmatch(line.strip()))
        first = head[:1] if head and head[0].strip() == "#EXTM3U" else ()
        return replace(self, head=(*first, f"#PLAYLIST:{_one_line(name)}", *head[len(first) :]))

    def lines(self) -> list[Line]:
        """What the blocks tell of, one by one."""
        text = "\n".join(line for block in self.blocks for line in (*block.comments, block.path))
        return read_m3u(text)


def parse_document(data: bytes) -> Document:
    text, encoding = decoded_list(data)
    blocks: list[Block] = []
    waiting: list[str] = []
    head: tuple[str, ...] | None = None
    for line in text.splitlines():
        is_comment = line.startswith("#") or not line.strip()
        if head is None and (not is_comment or line.startswith("#EXTINF")):
            head, waiting = tuple(waiting), []
        if is_comment:
            waiting.append(line)
        elif len(blocks) < _MOST_BLOCKS:
            blocks.append(Block(tuple(waiting), line.strip()))
            waiting = []
    newline = "\r\n" if "\r\n" in text else "\n"
    if head is None:
        return Document(tuple(waiting), newline=newline, encoding=encoding)
    return Document(head, tuple(blocks), tuple(waiting), newline, encoding)


def rewritten(
    document: Document, found: Sequence[int | None], wanted: Sequence[int], new: Mapping[int, Block]
) -> Document:
    """With the tracks `wanted`, in that order.

    `found` names the track of each block. Blocks that are kept stay as they are, those of which no track is known
    stay behind the block that they stood behind. `new` has a block for every track that may have none.
    """
    kept: dict[int, deque[tuple[Block, list[Block]]]] = defaultdict(deque)
    blocks: list[Block] = []
    followers = blocks  # of no track: they stay in front
    for block, track in zip(document.blocks, found, strict=True):
        if track is None:
            followers.append(block)
        else:
            followers = []
            kept[track].append((block, followers))
    for track in wanted:
        block, behind = kept[track].popleft() if kept[track] else (new[track], [])
        blocks += [block, *behind]
    blocks += [block for left in kept.values() for _, behind in left for block in behind]
    return replace(document, blocks=tuple(blocks))


def rendered(document: Document) -> bytes:
    """In the encoding that it was read in, if that has all its letters."""
    lines = [*document.head, *_block_lines(document), *document.tail]
    text = "".join(f"{line}{document.newline}" for line in lines)
    try:
        return text.encode(document.encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8-sig", "replace")


def block_for(path: str, artist: str, title: str, duration_ms: int) -> Block:
    told = f"{artist} - {title}" if artist else title
    return Block((f"#EXTINF:{round(duration_ms / 1000)},{_one_line(told)}",), path)


def _block_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        yield from block.comments
        yield block.path


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text)).strip()
    except ValueError:
        return text[1:-1].strip()
