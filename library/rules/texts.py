"""How rules compare texts; pure."""

from __future__ import annotations

from typing import assert_never

from library.names import query_words
from library.rules.model import TextOp


def text_key(text: str) -> str:
    """The words, folded; of a name without any (`!!!`) nothing."""
    return " ".join(query_words(text))


def text_test(op: TextOp, key: str, value: str) -> bool:
    """Whether a text with this key satisfies a positive comparison with the value."""
    wanted = text_key(value)
    match op:
        case TextOp.IS:
            return key == wanted
        case TextOp.CONTAINS:
            return wanted in key
        case TextOp.BEGINS:
            return key.startswith(wanted)
        case TextOp.ENDS:
            return key.endswith(wanted)
        case TextOp.MATCHES:
            return all(f" {word}" in f" {key}" for word in wanted.split())
        case TextOp.IS_NOT | TextOp.CONTAINS_NOT:
            return not text_test(TextOp.IS if op is TextOp.IS_NOT else TextOp.CONTAINS, key, value)
    assert_never(op)
