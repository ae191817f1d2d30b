"""The data folder: private, locked, with secrets that stay."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.data_folder import DataFolder
from server.errors import DataFolderInUse, DataFolderUnusable


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "new" / "segue")
    data.open()
    data.open()
    assert (mode(data.path), mode(data.database)) == (0o700, 0o600)


def test_secrets_are_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    key, server_id = data.read_link_key(), data.read_server_id()
    assert len(key) == 64
    assert (data.read_link_key(), data.read_server_id()) == (key, server_id)
    assert {mode(tmp_path / name) for name in ("link.key", "server.id")} == {0o600}
    assert DataFolder(tmp_path / "..").read_link_key() != key
    (tmp_path / ".." / "link.key").unlink()


def test_a_second_server_is_refused_and_told_whose_it_is(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    holder = "import sys; from pathlib import Path; from server.data_folder import DataFolder\n"
    holder += "with DataFolder(Path(sys.argv[1])).locked(): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderInUse, match=rf"process {process.pid}.*--data"), data.locked():
            pytest.fail("let in")
        process.kill()
        process.wait(10)
    with data.locked():
        pass


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderUnusable, match="--data"):
        DataFolder(tmp_path / "file" / "segue").open()
