"""The command line's grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli.grammar import Places, overridden, with_default
from server.config import Config, LibraryConfig, ServerConfig
from server.errors import ConfigInvalid


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", "serve"),
        ("--demo", "serve --demo"),
        ("--port 80 --data x", "serve --port 80 --data x"),
        ("--data x", "--data x serve"),
        ("--data x --port 80", "--data x serve --port 80"),
        ("--data=x --music scan", "--data=x serve --music scan"),
        ("--config c --data d scan", "--config c --data d scan"),
        ("scan --data x", "scan --data x"),
        ("--help", "--help"),
        ("--version", "--version"),
        ("nonsense", "nonsense"),
    ],
)
def test_serve_is_meant_when_no_command_is_named(typed: str, meant: str) -> None:
    assert with_default(typed.split()) == meant.split()


def test_the_command_line_overrides_the_file() -> None:
    config = Config(server=ServerConfig(host="::1", port=80), library=LibraryConfig(folders=("/a",)))
    assert overridden(config) == config
    changed = overridden(config, music=[Path("/b"), Path("/c")], host="127.0.0.1", port=0)
    assert (changed.server.host, changed.server.port) == ("127.0.0.1", 0)
    assert changed.library.folders == ("/b", "/c")


def test_settings_come_from_the_named_file_or_the_data_folder_or_nowhere(tmp_path: Path) -> None:
    named, own = tmp_path / "named.toml", tmp_path / "config.toml"
    assert Places(data=tmp_path).read_config() == Config()
    own.write_text("[server]\nport = 81")
    assert Places(data=tmp_path).read_config().server.port == 81
    named.write_text("[server]\nport = 82")
    assert Places(named, tmp_path).read_config().server.port == 82
    with pytest.raises(ConfigInvalid):
        Places(tmp_path / "missing.toml").read_config()
