"""Keys come from names alone; a seal adds at most one block."""

from __future__ import annotations

from server.streaming.sealing import derive_seal

SECRET = bytes(range(32))


def test_a_key_is_always_the_same_and_never_another_names() -> None:
    names = [
        ("user-1", "tr-1"),
        ("user-1", "tr-2"),
        ("user-2", "tr-1"),
        ("user-1t", "r-1"),
        ("user-1", "tr-1", ""),
    ]
    seals = [derive_seal(SECRET, *each) for each in names]
    assert seals == [derive_seal(SECRET, *each) for each in names]
    assert len({seal.key for seal in seals}) == len({seal.mark for seal in seals}) == len(names)
    assert derive_seal(bytes(32), "user-1", "tr-1").key != seals[0].key


def test_a_sealed_segment_is_padded_to_the_next_whole_block() -> None:
    seal = derive_seal(SECRET, "user-1")
    assert [len(seal.segment(0, bytes(size))) for size in (0, 15, 16, 17)] == [16, 16, 32, 32]
    assert seal.segment(1, bytes(32)) != seal.segment(2, bytes(32)) != seal.init(bytes(32))
