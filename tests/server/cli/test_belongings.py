"""`export` and `import`, from the outside."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from server.cli.main import main


def _run(data: Path, *words: str) -> str:
    done = CliRunner().invoke(main, [*words[:1], "--data", str(data), *words[1:]], catch_exceptions=False)
    return f"{done.exit_code} {done.output}"


def test_what_goes_out_comes_in(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "mine.json"
    CliRunner().invoke(
        main, ["user", "--data", str(data), "add", "ann", "--password-stdin"], input="correct horse\n"
    )
    assert _run(data, "export", "--user", "ann", str(file)) == f"0 0 marks and 0 playlists are in {file}\n"
    assert json.loads(file.read_bytes())["format"] == "segue-belongings"
    list_file = tmp_path / "Old List.m3u"
    list_file.write_text("/x/Nobody - Nothing.mp3\n")
    told = _run(data, "import", "--user", "ann", str(list_file))
    assert told == "0 0 marks and 1 playlists were brought in\nnot here: /x/Nobody - Nothing.mp3\n"
    assert _run(data, "export", "--user", "ann", str(file)).startswith("0 0 marks and 1 playlists")
    assert _run(data, "import", "--user", "ann", str(file)).startswith("0 0 marks and 0 playlists")


def test_other_files_and_unknown_users_are_refused(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "x.json"
    file.write_text("{}")
    CliRunner().invoke(
        main, ["user", "--data", str(data), "add", "ann", "--password-stdin"], input="correct horse\n"
    )
    assert "no export of Segue" in _run(data, "import", "--user", "ann", str(file))
    assert _run(data, "export", "--user", "carl", str(file)).startswith("1 ")
