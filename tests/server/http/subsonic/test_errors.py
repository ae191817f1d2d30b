"""Each error's code, and that nothing which the house may raise on purpose is a surprise here."""

from __future__ import annotations

from pathlib import Path

import pytest

from library import NotFound, TrackId
from server.http.subsonic import errors
from server.http.subsonic.dispatch import translate
from server.streaming import FileChanged, FileMissing, TooManyStreams, Undecodable
from server.users import UnknownUser


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.Failed("x"), 0),
        (errors.ParameterMissing("id"), 10),
        (errors.ClientTooOld("0.9"), 20),
        (errors.ServerTooOld("1.17"), 30),
        (errors.WrongCredentials(), 40),
        (errors.CredentialsConflict(), 43),
        (errors.InvalidApiKey(), 44),
        (errors.NotAllowed("dance"), 50),
        (errors.NotThere("tr-9"), 70),
        (errors.Busy("every encoder is busy", 3), 0),
        (NotFound("tr-9"), 70),
        (UnknownUser("carl"), 70),
        (FileMissing(Path("/a")), 0),
        (FileChanged(TrackId("tr-1")), 0),
        (Undecodable(Path("/a"), "?"), 0),
        (TooManyStreams(5), 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_its_code(error: Exception, code: int) -> None:
    translated = translate(error)
    assert translated is not None
    assert translated.code == code
    assert translated.message


def test_every_leaf_is_in_the_tree() -> None:
    leaves = {one.__name__ for one in errors.SubsonicError.__subclasses__()}
    assert {name for name in leaves if f"── {name}" not in (errors.__doc__ or "")} == set()


def test_what_nobody_expected_is_not_translated() -> None:
    assert translate(RuntimeError("boom")) is None
