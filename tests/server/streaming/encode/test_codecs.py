"""What FFmpeg can do here."""

from __future__ import annotations

import pytest

from server.streaming.encode import codecs, missing_codecs


def test_the_wheel_has_all_that_we_ask_for() -> None:
    assert missing_codecs() == []


def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecs, "_DECODERS", ("mp3", "no_such_codec"))
    assert missing_codecs() == ["no_such_codec (decoder)"]
