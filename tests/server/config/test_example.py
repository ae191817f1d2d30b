"""config.example.toml is the code's own word."""

from __future__ import annotations

import tomllib
from pathlib import Path

from server.config import Config, VirtualSpeakerConfig, example_toml, parse_config

EXAMPLE = Path("config.example.toml")


def test_the_example_file_is_what_the_code_says() -> None:
    written = "python -c \"from server.config import example_toml; print(example_toml(), end='')\""
    assert EXAMPLE.read_text("utf-8") == example_toml(), f"write it anew with: {written} > {EXAMPLE}"


def test_the_example_holds_the_defaults() -> None:
    assert parse_config(tomllib.loads(EXAMPLE.read_text("utf-8"))) == Config()


def test_the_commented_speaker_block_can_be_switched_on() -> None:
    text = EXAMPLE.read_text("utf-8")
    block = text[text.index("# [[devices.virtual]]") : text.index("[log]")]
    shown = "".join(line.removeprefix("# ") for line in block.splitlines(keepends=True))
    shown = shown.replace('name = ""', 'name = "Kitchen"')
    assert parse_config(tomllib.loads(shown)).devices.virtual == (VirtualSpeakerConfig(name="Kitchen"),)
