"""The example file, written from the settings themselves, so that it cannot disagree with them."""

from __future__ import annotations

import dataclasses
import textwrap
import typing
from typing import Any

from server.config.model import Config
from server.config.setting import Setting, setting_of

_HEAD = """\
# Segue's settings, each with its default. Copy this file to config.toml in Segue's data folder, or name it
# with --config, and keep only what you change.
"""
_WIDTH = 100


def example_toml() -> str:
    """The whole of config.example.toml."""
    parts = [_HEAD]
    for field in dataclasses.fields(Config):
        section = getattr(Config(), field.name)
        if isinstance(section, tuple):
            parts.append("\n" + _list_of_tables(field.name, Config(), field.name))
            continue
        parts.append(f"\n[{field.name}]  # {section.__doc__}\n" + _settings(section))
        parts.extend(
            _list_of_tables(f"{field.name}.{each.name}", section, each.name) for each in _tables(section)
        )
    return "".join(parts)


def _settings(section: Any) -> str:
    lines = []
    for field in dataclasses.fields(section):
        described = setting_of(field.metadata)
        if described is not None:
            lines.append(_comment(described))
            lines.append(f"{field.name} = {_toml(getattr(section, field.name))}\n")
    return "".join(lines)


def _comment(described: Setting) -> str:
    notes = [f"Allowed: {described.allowed}."] if described.allowed else []
    notes += [f"Such as: {described.example}"] if described.example else []
    return (
        textwrap.fill(
            " ".join([described.doc, *notes]),
            _WIDTH,
            initial_indent="# ",
            subsequent_indent="# ",
            break_on_hyphens=False,
        )
        + "\n"
    )


def _tables(section: Any) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(section) if setting_of(field.metadata) is None]


def _list_of_tables(place: str, section: Any, name: str) -> str:
    """A list is empty by default: its form is shown, commented out."""
    (item, _) = typing.get_args(typing.get_type_hints(type(section))[name])
    shown = "".join(f"# {line}\n" for line in _settings(item()).splitlines())
    return f"# {item.__doc__} One such block for each:\n# [[{place}]]\n{shown}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
