"""Settings are read strictly, and everything that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Config, VirtualSpeakerConfig, load_config, parse_config
from server.errors import ConfigInvalid


def problems_of(values: dict[str, object]) -> dict[str, str]:
    with pytest.raises(ConfigInvalid) as refused:
        parse_config(values)
    return {problem.key: problem.reason for problem in refused.value.problems}


def test_nothing_said_means_the_defaults() -> None:
    assert parse_config({}) == Config()


def test_what_is_said_replaces_the_default_alone() -> None:
    config = parse_config({"server": {"port": 8080}, "library": {"folders": ["/srv/music"]}})
    assert (config.server.port, config.server.host) == (8080, "0.0.0.0")
    assert config.library.folders == ("/srv/music",)


def test_virtual_speakers_are_a_list_of_tables() -> None:
    config = parse_config({"devices": {"virtual": [{"name": "Kitchen", "start_latency_ms": 900}]}})
    assert config.devices.virtual == (VirtualSpeakerConfig(name="Kitchen", start_latency_ms=900),)


def test_every_problem_is_told_at_once_with_key_value_and_what_is_allowed() -> None:
    problems = problems_of(
        {
            "server": {"prot": 80, "host": 7, "threads": 1000},
            "log": {"level": "loud"},
            "libary": {},
            "discovery": {"enabled": "yes", "interfaces": "eth0"},
            "devices": {"virtual": [{"name": "Kitchen"}, {"nmae": "Bath"}]},
            "streaming": 3,
        }
    )
    assert problems["server.prot"] == "is not a setting; did you mean 'port'?"
    assert problems["server.host"] == "is 7, but must be a text in quotes"
    assert problems["server.threads"] == "is 1000, but must be a whole number, 4 to 256"
    assert (
        problems["log.level"]
        == "is 'loud', but must be a text in quotes, one of: debug, info, warning, error"
    )
    assert problems["libary"] == "is not a setting; did you mean 'library'?"
    assert problems["discovery.enabled"] == "is 'yes', but must be true or false"
    assert problems["discovery.interfaces"] == "is 'eth0', but must be a list of texts in quotes"
    assert problems["devices.virtual[1].nmae"] == "is not a setting; did you mean 'name'?"
    assert problems["streaming"] == "is 3, but must be a table: [streaming]"


def test_true_is_not_the_number_one() -> None:
    assert "whole number" in problems_of({"server": {"port": True}})["server.port"]


def test_an_unknown_key_far_from_all_others_lists_what_is_known() -> None:
    assert "known here: level" in problems_of({"log": {"xyzzy": 1}})["log.xyzzy"]


def test_speakers_need_a_name_of_their_own() -> None:
    problems = problems_of({"devices": {"virtual": [{"name": ""}, {"name": "Bath"}, {"name": "bath "}]}})
    assert problems == {
        "devices.virtual[0].name": "is '', but must be a name of its own",
        "devices.virtual[2].name": "is 'bath ', but must be a name of its own",
    }


def test_a_file_that_is_missing_or_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"nowhere\.toml.*\n  it cannot be read: No such file"):
        load_config(tmp_path / "nowhere.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("port = = 1")
    with pytest.raises(ConfigInvalid, match=r"broken\.toml.*\n  it is not TOML"):
        load_config(broken)


def test_the_whole_message_is_one_line_a_problem() -> None:
    with pytest.raises(ConfigInvalid) as refused:
        parse_config({"server": {"port": 0.5, "hots": ""}}, path=Path("my.toml"))
    assert str(refused.value).splitlines() == [
        "my.toml cannot be used:",
        "  server.port is 0.5, but must be a whole number, 0 to 65535",
        "  server.hots is not a setting; did you mean 'host'?",
    ]


def test_a_time_of_day_is_one_or_nothing() -> None:
    for fits in ("", "03:30", "23:59"):
        assert parse_config({"library": {"scan_at": fits}}).library.scan_at == fits
    for wrong in ("3:30", "24:00", "half past three", "03:30 "):
        assert problems_of({"library": {"scan_at": wrong}}) == {
            "library.scan_at": f"is {wrong!r}, but must be a text in quotes, a time of day such as 03:30, or empty"
        }
