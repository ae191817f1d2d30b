"""From TOML to Config, or every problem at once: key, value, what is allowed, the nearest key that exists."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from server.config.model import Config
from server.config.places import nameless, without_folder_of_its_own
from server.config.setting import Setting, setting_of
from server.errors import ConfigInvalid, ConfigProblem

S = TypeVar("S")
_TYPE_WORDS: dict[object, str] = {
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts in quotes",
}


def load_config(path: Path) -> Config:
    """Raises: ConfigInvalid with every problem of the file."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigInvalid(path, (ConfigProblem("", f"cannot be read: {error.strerror}"),)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path, (ConfigProblem("", f"is not TOML: {error}"),)) from error
    return parse_config(values, path=path)


def parse_config(values: Mapping[str, object], *, path: Path | None = None) -> Config:
    """Raises: ConfigInvalid with every problem of the values."""
    problems: list[ConfigProblem] = []
    config = _section(Config, values, "", problems)
    problems.extend(nameless("devices.virtual", [speaker.name for speaker in config.devices.virtual]))
    problems.extend(
        nameless("libraries", [library.name for library in config.libraries], taken=_taken(config))
    )
    problems.extend(without_folder_of_its_own(config))
    if problems:
        raise ConfigInvalid(path, tuple(problems))
    return config


def _section(type_: type[S], values: object, place: str, problems: list[ConfigProblem]) -> S:
    if not isinstance(values, Mapping):
        problems.append(ConfigProblem(place, f"is {values!r}, but must be a table: [{place}]"))
        return type_()
    hints = typing.get_type_hints(type_)
    fields = {field.name: field for field in dataclasses.fields(type_)}  # type: ignore[arg-type]  # S is a dataclass
    read: dict[str, Any] = {}
    for key, value in values.items():
        where = f"{place}.{key}" if place else key
        if key not in fields:
            problems.append(ConfigProblem(where, _unknown(key, fields)))
        else:
            read[key] = _value(hints[key], setting_of(fields[key].metadata), value, where, problems)
    return type_(**read)


def _value(
    type_: Any,
    described: Setting | None,
    value: object,
    where: str,
    problems: list[ConfigProblem],
) -> object:
    if described is not None:
        reason = _why_not(type_, described, value)
        if reason:
            problems.append(ConfigProblem(where, reason))
        return tuple(value) if isinstance(value, list) else value
    if dataclasses.is_dataclass(type_) and isinstance(type_, type):
        return _section(type_, value, where, problems)
    if not isinstance(value, list):
        problems.append(ConfigProblem(where, f"is {value!r}, but must be a list of tables: [[{where}]]"))
        return ()
    (item, _) = typing.get_args(type_)
    return tuple(_section(item, each, f"{where}[{number}]", problems) for number, each in enumerate(value))


def _why_not(type_: object, described: Setting, value: object) -> str:
    """Empty when the value is allowed."""
    if type_ == tuple[str, ...]:
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
    else:
        fits = type(value) is type_  # not isinstance: true is not the number 1
    wanted = _TYPE_WORDS[type_]
    if fits and isinstance(value, int) and described.least is not None and described.most is not None:
        fits = described.least <= value <= described.most
    if fits and described.choices:
        fits = value in described.choices
    if fits and described.form:
        fits = re.fullmatch(described.form.pattern, str(value)) is not None
    if fits:
        return ""
    return f"is {value!r}, but must be {wanted}" + (f", {described.allowed}" if described.allowed else "")


def _taken(config: Config) -> tuple[str, ...]:
    """[library] folders make a library of this name."""
    return ("Music",) if config.library.folders else ()


def _unknown(key: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "known here: " + ", ".join(known)
    return f"is not a setting; {hint}"
