"""Any bytes somebody hands in → a UTF-8 file of ours in the staging folder, or one clear sentence.

Staging file names are made by the server and never by the visitor: DuckDB reads file names as patterns.
"""

import codecs
import gzip
import hashlib
import re
import secrets
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from producflow.errors import ImportRefused
from producflow.settings import Settings
from producflow.store.database import Store

CHUNK = 1 << 20  # bytes
STALE_AFTER = 24 * 3600.0  # s; a browser that was closed never says so
MEGABYTE = 1_000_000

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "is a spreadsheet or a zip archive; save the sheet as CSV and upload that"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook; save the sheet as CSV and upload that"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first, or use gzip"),
    (b"%PDF", "is a PDF document; export the table as CSV and upload that"),
    (b"PAR1", "is a Parquet file; export it as CSV and upload that"),
)
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Received:
    """A file taken in: UTF-8 without byte order mark, in the staging folder.

    Attributes
    ----------
    path : Path
        Where it lies, under a name of ours.
    name : str
        What its owner called it; hostile until shown as plain text.
    sha256 : str
        Of the bytes as they came.
    encoding : str
        How they were encoded.
    quoted : bool
        Whether there is any quotation mark in it: without one, every line is a row.
    """

    path: Path
    name: str
    sha256: str
    encoding: str
    quoted: bool


def receive(store: Store, source: Path | BinaryIO, name: str, settings: Settings) -> Received:
    """Take a file in.

    Parameters
    ----------
    store : Store
        Whose staging folder to use.
    source : Path or binary file
        Where the bytes come from.
    name : str
        What its owner calls it.
    settings : Settings
        Holds the limits.

    Raises
    ------
    ImportRefused
        If it is empty, too large, or no text.
    """
    folder = prepare_folder(store)
    name = clean_name(name)
    stem = secrets.token_hex(16)
    raw = folder / f"{stem}.raw"
    text = folder / f"{stem}.csv"
    try:
        digest = _copy(source, raw, name, settings.upload_megabytes)
        encoding, quoted = _transcode(raw, text, name, settings.upload_megabytes)
    except BaseException:
        text.unlink(missing_ok=True)
        raise
    finally:
        raw.unlink(missing_ok=True)
    return Received(text, name, digest, encoding, quoted)


def clean_name(name: str) -> str:
    """Last part of a file name, without what could break a line of text; at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(character if character.isprintable() else "�" for character in last).strip()
    return shown[:200] or "unnamed file"


def prepare_folder(store: Store) -> Path:
    """The staging folder, owner-only, without what was left behind long ago."""
    folder = store.staging
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    oldest = time.time() - STALE_AFTER
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # another upload may be sweeping too
            if left.is_file() and left.stat().st_mtime < oldest:
                left.unlink()
    return folder


def _copy(source: Path | BinaryIO, target: Path, name: str, megabytes: int) -> str:
    """Copy the bytes as they are, and tell their SHA-256."""
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                return _copy(file, target, name, megabytes)
        except OSError as error:
            raise ImportRefused(f"{name} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256()
    size = 0
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as copy:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            _check_size(size, name, megabytes)
            digest.update(chunk)
            copy.write(chunk)
    if size == 0:
        raise ImportRefused(f"{name} is empty; export it again and check that it holds rows.")
    return digest.hexdigest()


def _check_size(size: int, name: str, megabytes: int) -> None:
    if size > megabytes * MEGABYTE:
        raise ImportRefused(
            f"{name} is larger than {megabytes} MB; split it, or raise PRODUCFLOW_UPLOAD_MEGABYTES.",
        )


def _transcode(raw: Path, text: Path, name: str, megabytes: int) -> tuple[str, bool]:
    """Write the text as UTF-8; tell its encoding (by mark, else UTF-8, else Windows-1252) and if it has quotes."""
    with raw.open("rb") as file:
        head = file.read(4)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise ImportRefused(f"{name} {what}.")
    packed = head.startswith(GZIP)
    last: UnicodeDecodeError | None = None
    for encoding in _candidates(_first_bytes(raw, packed, name)):
        try:
            return encoding, _decode(raw, text, encoding, packed, name, megabytes)
        except UnicodeDecodeError as error:
            last = error
    raise ImportRefused(
        f"{name} is not readable as text ({last.reason if last else 'unknown encoding'}); save it as UTF-8 CSV.",
    )


def _first_bytes(raw: Path, packed: bool, name: str) -> bytes:
    return next(_chunks(raw, packed, name), b"")[:4]


def _candidates(head: bytes) -> tuple[str, ...]:
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "cp1252", "latin-1")


def _decode(raw: Path, text: Path, encoding: str, packed: bool, name: str, megabytes: int) -> bool:
    """Write the text, and tell whether there is a quotation mark in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size = 0
    quoted = False
    text.touch(mode=0o600)
    with text.open("wb") as out:
        for chunk in _chunks(raw, packed, name):
            size += len(chunk)
            _check_size(size, name, megabytes)
            decoded = _checked(decoder.decode(chunk), name)
            quoted = quoted or b'"' in decoded
            out.write(decoded)
        out.write(_checked(decoder.decode(b"", final=True), name))
    if size == 0:
        raise ImportRefused(f"{name} is empty; export it again and check that it holds rows.")
    return quoted


def _checked(text: str, name: str) -> bytes:
    if "\0" in text:
        raise ImportRefused(f"{name} holds binary data, not text; export the table as CSV and upload that.")
    return text.encode("utf-8", errors="strict")


def _chunks(raw: Path, packed: bool, name: str) -> Iterator[bytes]:
    if not packed:
        with raw.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
        return
    try:
        with gzip.open(raw, "rb") as unpacked:
            while chunk := unpacked.read(CHUNK):
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ImportRefused(f"{name} is a damaged gzip file ({error}); compress it again.") from error
