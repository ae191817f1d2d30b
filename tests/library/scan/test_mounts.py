from __future__ import annotations

from pathlib import Path

import pytest

from library.scan.mounts import Mount, is_silent, read_mounts

_TABLE = """\
/dev/sda1 / ext4 rw,relatime 0 0
//nas/music /mnt/my\\040music cifs rw,vers=3.0 0 0
pi:/srv /mnt/pi nfs4 rw 0 0
me@host:/ /mnt/ssh fuse.sshfs rw 0 0
tmpfs /mnt/pi/local tmpfs rw 0 0
nonsense
"""


@pytest.fixture
def mounts(tmp_path: Path) -> list[Mount]:
    (tmp_path / "mounts").write_text(_TABLE)
    return read_mounts(tmp_path / "mounts")


@pytest.mark.parametrize(
    ("root", "silent"),
    [
        ("/srv/music", False),
        ("/mnt/my music", True),
        ("/mnt/my music/jazz", True),
        ("/mnt/pi/x", True),
        ("/mnt/pi/local/x", False),
        ("/mnt/ssh", True),
        ("/mnt", True),  # some of it would be missed
        ("/mnt/pixel", False),
    ],
)
def test_network_file_systems_tell_of_no_changes(mounts: list[Mount], root: str, silent: bool) -> None:
    assert is_silent(Path(root), mounts) is silent


def test_of_two_mounts_on_one_place_the_later_counts() -> None:
    music = Path("/music")
    assert not is_silent(music, [Mount(music, "nfs"), Mount(music, "ext4")])
    assert is_silent(music, [Mount(music, "autofs"), Mount(music, "nfs")])


def test_a_system_without_a_table_is_taken_to_tell(tmp_path: Path) -> None:
    assert read_mounts(tmp_path / "none") == []
    assert not is_silent(tmp_path, [])
