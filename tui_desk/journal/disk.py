"""A file that grows by lines and loses none: locked while it is held, written at once, on the disk soon after.

Knows nothing of what the lines say. A disk that refuses them (full, read-only, its folder deleted) is asked again by
itself, with everything that it did not take.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path

SYNC_SECONDS = 0.15
"""How long after a change the disk is asked to keep it; a crash of the program alone loses nothing even before."""
AGAIN_SECONDS = 1.0
"""How long after a refusal the disk is asked again."""
_ANEW = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class CallHeld(Exception):
    """Another session holds this file, or it is gone."""


class LineFile:
    """A file of lines that this process alone may change. `trouble` is why the disk does not take it, or None."""

    def __init__(self, path: Path, handle: int | None = None) -> None:
        self.path = path
        self.trouble: OSError | None = None
        self._handle = handle
        self._waiting = b""
        self._unlisted: list[Path] = []
        """Folders whose entry of the file (or of a folder above it) may not be on the disk."""
        self._suspect = self._leaving = self._closed = False
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def held(self) -> bool:
        """Whether it is still this process's."""
        return not self._closed

    def append(self, line: str) -> None:
        """Write a line at the end; it is with the operating system when this returns, or waits for the disk.

        Nothing is written once it was let go of or deleted: what was said in the call must not come back alone.
        """
        with self._lock:
            if self._closed:
                return
            self._waiting += line.encode(errors="replace")
            self._write()

    def release(self) -> None:
        """Let go, everything on the disk; where that refuses, as soon as it does not."""
        with self._lock:
            if self._closed:
                return
            if self._handle is not None or self._waiting:
                self._write()
            self._leaving = True
            if self.trouble is not None:
                return
        self._sync()

    def remove(self) -> None:
        """Delete the file, and let go."""
        with self._lock:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
            self._close()

    def _write(self) -> None:
        """Bring what waits into the file; the lock is held."""
        try:
            if self._handle is None:
                self._handle, self._unlisted = _create(self.path)
            elif self._suspect or not _stands_at(self._handle, self.path):
                self._begin_anew(self._handle)
            self._put(self._handle, self._waiting)
        except OSError as error:
            self.trouble = error
            self._later(AGAIN_SECONDS)
        else:
            self._waiting, self.trouble = b"", None
            self._later(SYNC_SECONDS)

    def _put(self, handle: int, content: bytes) -> None:
        """Write it whole, or not at all."""
        end = os.fstat(handle).st_size
        try:
            while content:
                content = content[os.write(handle, content) :]
        except OSError:
            try:
                os.ftruncate(handle, end)
            except OSError:
                self._suspect = True
            raise

    def _begin_anew(self, old: int) -> None:
        """Another file with the same lines: this one was deleted, or the disk lost a part of it."""
        beside = self.path.with_name(self.path.name + ".new")
        handle, unlisted = _create(beside)
        try:
            self._put(handle, whole_lines(old) + self._waiting)
            os.fsync(handle)
            beside.replace(self.path)
        except OSError:
            os.close(handle)
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        self._handle, self._unlisted = handle, unlisted
        self._waiting, self._suspect = b"", False
        os.close(old)

    def _later(self, seconds: float) -> None:
        if self._timer is not None:
            if self._timer.interval <= seconds:
                return
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._due)
        self._timer.daemon = True
        self._timer.start()

    def _due(self) -> None:
        with self._lock:
            self._timer = None
            if self._closed:
                return
            if self.trouble is not None:
                self._write()
                if self.trouble is not None:
                    return
        self._sync()

    def _sync(self) -> None:
        """Ask the disk to keep what was written; typing goes on meanwhile."""
        with self._lock:
            if self._closed or self._handle is None:
                return
            handle, folders = os.dup(self._handle), self._unlisted
            self._unlisted = []
        try:
            os.fsync(handle)
            for folder in folders:
                sync_folder(folder)
        except OSError as error:
            with self._lock:
                self.trouble, self._suspect = error, True
                self._unlisted = folders
                self._later(AGAIN_SECONDS)
                return
        finally:
            os.close(handle)
        with self._lock:
            if self._leaving:
                self._close()

    def _close(self) -> None:
        handle, self._handle, self._closed = self._handle, None, True
        if self._timer is not None:
            self._timer.cancel()
        if handle is not None:
            os.close(handle)


def hold(path: Path, patience_seconds: float = 0.0) -> int:
    """An open handle of the file with the lock, asked for as long as one has patience. Raises CallHeld."""
    end = time.monotonic() + patience_seconds
    while True:
        try:
            return _hold(path)
        except CallHeld:
            if time.monotonic() >= end or not path.exists():
                raise
            time.sleep(0.01)


def _hold(path: Path) -> int:
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except OSError:
        raise CallHeld(path) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise CallHeld(path) from None
    if not _stands_at(handle, path):  # deleted, or begun anew, by its holder between our open and our lock
        os.close(handle)
        raise CallHeld(path)
    return handle


def whole_lines(handle: int) -> bytes:
    """The content of the file up to the end of its last line."""
    content = b""
    while part := os.pread(handle, 1 << 20, len(content)):
        content += part
    return content[: content.rfind(b"\n") + 1]


def _create(path: Path) -> tuple[int, list[Path]]:
    """A new file with the lock, and the folders that list something new."""
    listing, folder = [path.parent], path.parent
    while not folder.exists():
        folder = folder.parent
        listing.append(folder)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, _ANEW | os.O_EXCL, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle, listing


def _stands_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep which files the folder lists. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
