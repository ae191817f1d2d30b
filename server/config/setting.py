"""One setting: its default and, beside it, what is allowed and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

T = TypeVar("T")
_KEY = "setting"


@dataclass(frozen=True, slots=True)
class Form:
    """Texts that a pattern fits, in words for people: `a time of day as 03:30, or empty`."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Setting:
    doc: str  # a sentence or two for the example file and the README
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    example: str = ""  # a value to show in the example file, beside the default
    form: Form | None = None  # what a text has to look like

    @property
    def allowed(self) -> str:
        """As a person reads it: "1 to 65535", "one of: debug, info"; empty when anything of the type goes."""
        if self.choices:
            return "one of: " + ", ".join(self.choices)
        if self.form is not None:
            return self.form.words
        return "" if self.least is None else f"{self.least} to {self.most}"


def setting(
    default: T,
    doc: str,
    *,
    least: int | None = None,
    most: int | None = None,
    choices: tuple[str, ...] = (),
    example: str = "",
    form: Form | None = None,
) -> T:
    """A dataclass field with its Setting as metadata; typed as its default, as `dataclasses.field` is."""
    described = Setting(doc, least, most, choices, example, form)
    return field(default=default, metadata={_KEY: described})


def setting_of(metadata: Mapping[str, object]) -> Setting | None:
    """None for a field that is a whole section."""
    return cast(Setting | None, metadata.get(_KEY))
