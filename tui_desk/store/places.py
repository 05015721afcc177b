"""Where a SQLite desk may lie: a folder that can be written, on a disk of this host."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from tui_desk.desk.errors import NetworkFileSystem, NoDeskHere, UnwritableFolder, WrongDatabaseUrl

FILE_NAME = "desk.sqlite"

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "davfs", "beegfs", "ncpfs"}
    | {f"fuse.{name}" for name in ("sshfs", "glusterfs", "ceph", "davfs2", "s3fs", "rclone", "gcsfuse", "smbnetfs")}
)

FileSystemOf = Callable[[Path], str]


def file_system_of(path: Path) -> str:
    """The kind of file system that holds `path` ("ext4", "nfs4"), as the kernel lists it; empty when it does not."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    real, best, kind = path.resolve(), Path(), ""
    for line in mounts.splitlines():
        _, place, found, *_ = line.split(" ")
        folder = Path(place.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if real.is_relative_to(folder) and len(folder.parts) >= len(best.parts):
            best, kind = folder, found
    return kind


def prepare_file(path: Path, *, create: bool, file_system: FileSystemOf = file_system_of) -> None:
    """Make sure that SQLite can work with this file, and make it, empty, where there is none.

    A new file is its owner's alone, or the group's in a setgid folder (see `make_shared_folder`).

    Raises:
        WrongDatabaseUrl: it is a folder.
        NoDeskHere: there is none, and none is to be made.
        UnwritableFolder: the folder or the file cannot be written.
        NetworkFileSystem: SQLite would lose data there.
    """
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:  # a folder above it may not be entered
        raise UnwritableFolder(path=path.parent) from error
    if is_folder:
        raise WrongDatabaseUrl(url=path)
    if not create and not exists:
        raise NoDeskHere(url=path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnwritableFolder(path=path.parent) from error
    if (kind := file_system(path.parent)) in _NETWORK:
        raise NetworkFileSystem(path=path.parent, kind=kind)
    if not os.access(path.parent, os.W_OK | os.X_OK, effective_ids=True):
        raise UnwritableFolder(path=path.parent)
    if not path.exists():
        shared = bool(path.parent.stat().st_mode & stat.S_ISGID)
        _make_file(path, 0o660 if shared else 0o600)
    elif not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        raise UnwritableFolder(path=path)


def make_shared_folder(folder: Path, group: str | int | None = None) -> Path:
    """A folder in which the users of a group share a SQLite desk; returns the path of its file, made and empty.

    The folder is setgid and the file 0660 before SQLite opens it first, whatever the umask: SQLite gives its -wal and
    -shm files the mode of the database, and one left behind as 0644 would lock colleagues out.

    Raises:
        UnwritableFolder: the folder cannot be made, given to the group, or written.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if group is not None:
            shutil.chown(folder, group=group)
        folder.chmod(0o2770)
        if not path.exists():
            _make_file(path, 0o660)
        path.chmod(0o660)
    except (OSError, LookupError) as error:
        raise UnwritableFolder(path=folder) from error
    return path


def _make_file(path: Path, mode: int) -> None:
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except FileExistsError:
        return  # another session was first
    except OSError as error:
        raise UnwritableFolder(path=path.parent) from error
    try:
        os.fchmod(opened, mode)
    finally:
        os.close(opened)
