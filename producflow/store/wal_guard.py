"""The log beside the database file: is everything still in it that somebody was told is saved?

DuckDB takes a log that breaks off for one whose writer was killed, and starts without the rest, however much that is
and whoever has cut it. So this process notes, beside the database, how long the log was when a commit was
acknowledged, and the log is looked through before DuckDB may replay it. A clean stop leaves neither log nor note.
"""

import mmap
import os
import struct
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from producflow.errors import DatabaseUnreadable
from producflow.store import faults, layout

REPLACING = 2**64 - 1
_NOTE = struct.Struct("<8s36s4xQQQ")  # what it is, since which boot of the machine, and the promise:
_PROMISE = struct.Struct("<QQQ")  # bytes acknowledged, of the log after which checkpoint, and the data version then
_PROMISE_AT = 48
_MAGIC = b"PFNOTE2\0"
_ENTRY = struct.Struct("<QQ")  # length and checksum of an entry
_COMMIT = bytes.fromhex("6400") + b"\x64" + bytes.fromhex("ffff")  # the entry that ends every transaction


def log_of(database: Path) -> Path:
    """Where DuckDB keeps what it has not written into the file itself yet."""
    return database.with_name(database.name + ".wal")


def note_of(database: Path) -> Path:
    """Where we keep how much of the log was acknowledged."""
    return database.with_name(database.name + ".saved")


class Note:
    """How long the log was when a commit was last acknowledged.

    Nothing here waits for the disk: the note is for a killed process. After a power cut it may be older than the log,
    which is why it counts only within one boot of the machine.

    Parameters
    ----------
    database : Path
        Open in this process; the note starts anew.
    """

    def __init__(self, database: Path) -> None:
        self._log = str(log_of(database))
        self._file = note_of(database)
        self._file.unlink(missing_ok=True)
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(self._descriptor, _NOTE.pack(_MAGIC, _boot(), 0, 0, 0))
        self._begins, self._head = b"", _head(b"")  # of the log that was there last: reading it anew takes longer
        # Whoever never closes the database leaves that to DuckDB, which then clears the log away without us.
        self._end = weakref.finalize(self, _end, self._descriptor)

    def forget(self) -> None:
        """Before a commit, which may also write the log into the file and begin another: nothing is promised."""
        _promise(self._descriptor, 0, 0, 0)

    def take(self, version: int) -> None:
        """After a commit: what the log holds now is acknowledged, and so is the data version that it made."""
        try:
            log = os.open(self._log, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            length, begins = os.fstat(log).st_size, os.pread(log, _LONGEST_HEAD, 0)
        finally:
            os.close(log)
        if begins != self._begins:
            self._begins, self._head = begins, _head(begins)
        if self._head is not None:
            _promise(self._descriptor, length, self._head.checkpoint, version)

    def leave(self, *, clean: bool) -> None:
        """Let go of the note; after a clean stop there is nothing to be noted."""
        if self._end.detach() is not None:
            os.close(self._descriptor)
        if clean:
            self._file.unlink(missing_ok=True)


def _promise(descriptor: int, length: int, checkpoint: int, version: int) -> None:
    os.pwrite(descriptor, _PROMISE.pack(length, checkpoint, version), _PROMISE_AT)


def _end(descriptor: int) -> None:
    _promise(descriptor, 0, 0, 0)
    os.close(descriptor)


def note_replacement(database: Path) -> None:
    """Let nobody open the database until it has been replaced: what is half-way must not be taken for one."""
    part = note_of(database).with_suffix(".saved-part")
    part.write_bytes(_NOTE.pack(_MAGIC, _boot(), REPLACING, 0, 0))
    part.replace(note_of(database))


@dataclass(frozen=True)
class Log:
    """What a log holds."""

    size: int
    """[bytes]"""
    whole: int
    """Up to here it consists of whole entries; less than ``size`` where a writer was killed. [bytes]"""
    goes_on: bool
    """Whether a commit follows behind an entry that is not whole, which no killed writer leaves."""


@dataclass(frozen=True)
class Promise:
    """What was acknowledged: so many bytes of the log that began after a checkpoint, and a data version."""

    length: int
    checkpoint: int
    version: int


def must_be_whole(database: Path, unless: Callable[[], None] = lambda: None) -> None:
    """Look through the files of a database that this process has not open.

    Parameters
    ----------
    unless : callable
        Asked before anything is said to be wrong; may raise a better reason.

    Raises
    ------
    DatabaseUnreadable
        If something that was acknowledged is missing; says the way on that loses least.
    """
    error = _problem(database)
    if error is not None:
        unless()
        raise error


def _problem(database: Path) -> DatabaseUnreadable | None:
    log, note = log_of(database), note_of(database)
    promise = promised(database)
    if promise is not None and promise.length == REPLACING:
        return faults.damaged(database, "a restore was interrupted while it was being replaced", faults.REPLACE_AGAIN)
    if not database.exists():
        left = next((file for file in (log, note) if file.exists()), None)
        if left is None:
            return None
        return faults.damaged(database, f"it is gone, and only {left.name} is left of it", faults.BRING_BACK)
    held = _read(log)
    if held is None:
        return faults.damaged(database, f"its log {log.name} does not begin as one")
    at = layout.checkpoint(database)
    # A log from before the newest checkpoint is in the file: another program has opened and closed it since.
    if promise is not None and held.whole < promise.length and (at is None or at <= promise.checkpoint):
        why = f"its log {log.name} is whole up to byte {held.whole:,}, and {promise.length:,} had been saved"
        return faults.damaged(database, why)
    if held.goes_on:
        why = f"its log {log.name} is broken at byte {held.whole:,}, and saved changes follow"
        return faults.damaged(database, why)
    return None


def promised(database: Path) -> Promise | None:
    """What was acknowledged of a database; None where nobody can tell, such as after a restart of the machine."""
    try:
        magic, boot, *promise = _NOTE.unpack(note_of(database).read_bytes())
    except (FileNotFoundError, struct.error):
        return None
    found = Promise(*promise)
    return found if found.length == REPLACING or (magic == _MAGIC and boot == _boot()) else None


def whole(database: Path) -> int:
    """Up to where its log can be replayed; 0: not at all. [bytes]"""
    held = _read(log_of(database))
    return 0 if held is None else held.whole


def _boot() -> bytes:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_bytes().strip()[:36]
    except OSError:
        return os.urandom(36)  # nobody can tell: the note never counts again


def _read(log: Path) -> Log | None:
    """Walk through the entries of a log; None if it has no head."""
    size = log.stat().st_size if log.exists() else 0
    if size == 0:
        return Log(0, 0, goes_on=False)
    with log.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        head = _head(content[:_LONGEST_HEAD])
        if head is None:
            return None if size > _LONGEST_HEAD else Log(size, 0, goes_on=False)
        at = head.length
        while at + _ENTRY.size <= size:
            length, _ = _ENTRY.unpack_from(content, at)
            if length == 0 or at + _ENTRY.size + length > size:
                break
            at += _ENTRY.size + length
        return Log(size, at, goes_on=at < size and _commit_after(content, at))


_LONGEST_HEAD = 64


@dataclass(frozen=True)
class Head:
    """How long the head of a log is, and after which checkpoint of the file it began."""

    length: int
    checkpoint: int


def _head(content: bytes) -> Head | None:
    """The head: the version of the log, which file it belongs to, after how many checkpoints."""
    at = 0

    def field(number: int) -> bool:
        nonlocal at
        found = content[at : at + 2] == bytes([number, 0])
        at += 2
        return found

    def number() -> int:
        nonlocal at
        value = shift = 0
        while at < len(content):
            byte = content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        return value

    if not (field(100) and number() == 98 and field(101)):
        return None
    number()  # DuckDB itself refuses a version that it does not know
    if not field(102) or number() != 16:
        return None
    for _ in range(16):
        number()
    if not field(103):
        return None
    checkpoint = number()
    if content[at : at + 2] != b"\xff\xff":
        return None
    return Head(at + 2, checkpoint)


def _commit_after(content: mmap.mmap, at: int) -> bool:
    end = _ENTRY.size + len(_COMMIT)
    while (at := content.find(_COMMIT, at + 1)) >= 0:
        # Those bytes may stand anywhere by chance; an entry has its length before it.
        if at >= end and content[at - _ENTRY.size : at - 8] == len(_COMMIT).to_bytes(8, "little"):
            return True
    return False
