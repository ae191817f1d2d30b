"""Which folders lie on file systems that tell of no changes made elsewhere; knows Linux's /proc, and elsewhere
says that all of them do tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")

# A change made by another machine, or by the host of a virtual one, raises no inotify event here.
_SILENT = frozenset(
    (
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "ceph",
            "9p",
            "davfs",
            "glusterfs",
            "lustre",
        ),
        *("virtiofs", "vboxsf", "drvfs", "prl_fs", "vmhgfs", "fuse.vmhgfs-fuse", "fuse.sshfs", "fuse.rclone"),
        *(
            "fuse.glusterfs",
            "fuse.s3fs",
            "fuse.davfs",
            "fuse.davfs2",
            "fuse.mergerfs",
            "fuse.ceph",
            "fuse.smbnetfs",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Mount:
    point: Path
    kind: str


def read_mounts(table: Path = _MOUNTS) -> list[Mount]:
    """proc_pid_mounts(5): `//nas/music /music cifs rw,… 0 0`, blanks written as \\040. Empty if there is none."""
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return [Mount(Path(_unescaped(parts[1])), parts[2]) for parts in fields if len(parts) > 2]


def is_silent(root: Path, mounts: Sequence[Mount]) -> bool:
    """Whether changes of all or some of what is below may go untold."""
    path = root.resolve()
    holding = [mount for mount in mounts if path == mount.point or mount.point in path.parents]
    # The last of those with the longest path: it hides the ones before it.
    own = max(holding, key=lambda mount: len(mount.point.parts), default=None)
    last = [mount for mount in holding if own is not None and mount.point == own.point][-1:]
    below = [mount for mount in mounts if path in mount.point.parents]
    return any(mount.kind in _SILENT for mount in (*last, *below))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)
