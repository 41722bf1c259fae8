"""Any bytes somebody hands in → a UTF-8 file of ours in the staging folder, or one clear sentence.

Staging file names are made by the server and never by the visitor: DuckDB reads file names as patterns.
"""

import codecs
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from producflow.errors import ImportRefused, InvalidInput, StoreUnavailable
from producflow.imports.progress import DECODING, RECEIVING, Progress
from producflow.imports.reading import encodings
from producflow.imports.reading.archives import CHUNK, check_size, check_unpacked, chunks, is_workbook
from producflow.settings import Settings
from producflow.store.database import Store
from producflow.store.staging import sweep

WORKBOOK = "workbook"
PEEKED = 4_096  # bytes
LONGEST_LINE = 1 << 24  # bytes; a line of 500 MB of commas is a list of as many cells
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # tabs, line and page breaks and escapes occur in exports
CONTROLS = bytes(code for code in range(32) if BINARY.match(chr(code)))
STRAY = 0.02  # of all bytes; more control characters are no slips in a text
MARK, END_OF_FILE = "\ufeff", "\x1a"  # the latter is how DOS ended a text
MARKED_LINE = re.compile(r"(\A|[\r\n])\ufeff")
STALE_AFTER = 24 * 3600.0  # s; a browser that was closed never says so


@dataclass(frozen=True)
class Received:
    """A file taken in: UTF-8 without byte order mark, in the staging folder."""

    path: Path
    """Where it lies, under a name of ours."""
    name: str
    """What its owner called it; hostile until shown as plain text."""
    sha256: str
    """Of the bytes as they came."""
    encoding: str
    """How they were encoded; `workbook` for one that is not text."""
    quoted: bool
    """Whether there is any quotation mark in it: without one, every line is a row."""


def receive(
    store: Store,
    source: Path | BinaryIO,
    name: str,
    settings: Settings,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Received:
    """Take a file in.

    Parameters
    ----------
    encoding : str, optional
        A name of one of :data:`~producflow.imports.reading.encodings.ENCODINGS`, where a person knows; default: by
        mark, else UTF-8, else the likeliest.

    Raises
    ------
    ImportRefused
        If it is empty, too large, or neither text nor a workbook.
    InvalidInput
        If the encoding is not one of them.
    """
    if encoding is not None and (said := encodings.named(encoding)) is None:
        raise InvalidInput(f"“{encoding}” is no encoding; use one of {', '.join(encodings.ENCODINGS)}.", "encoding")
    encoding = said if encoding is not None else None
    progress = progress or Progress()
    folder = prepare_folder(store)
    name = clean_name(name)
    stem = secrets.token_hex(16)
    raw = folder / f"{stem}.raw"
    text = folder / f"{stem}.csv"
    try:
        digest = _copy(source, raw, name, settings.upload_megabytes, progress)
        if is_workbook(raw, name):
            check_unpacked(raw, name, settings.upload_megabytes)
            raw.rename(text)
            return Received(text, name, digest, WORKBOOK, quoted=False)
        found, quoted = _transcode(raw, text, name, settings.upload_megabytes, encoding, progress)
    except BaseException as error:
        text.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreUnavailable(
                f"{name} cannot be taken in: {error.strerror}; mend that on the server and send it again."
            ) from error
        raise
    finally:
        raw.unlink(missing_ok=True)
    return Received(text, name, digest, found, quoted)


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
    sweep(folder, STALE_AFTER)
    return folder


def _copy(source: Path | BinaryIO, target: Path, name: str, megabytes: int, progress: Progress) -> str:
    """Copy the bytes as they are, and tell their SHA-256."""
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                return _copy(file, target, name, megabytes, progress)
        except OSError as error:
            raise ImportRefused(f"{name} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256()
    size = 0
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as copy:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            check_size(size, name, megabytes)
            progress.report(RECEIVING, size, None)
            digest.update(chunk)
            copy.write(chunk)
    if size == 0:
        raise ImportRefused(f"{name} is empty; export it again and check that it holds rows.")
    return digest.hexdigest()


def _transcode(
    raw: Path, text: Path, name: str, megabytes: int, encoding: str | None, progress: Progress
) -> tuple[str, bool]:
    """Write the text as UTF-8; tell its encoding and whether it has quotation marks."""
    for candidate in (encoding,) if encoding else _candidates(raw, name):
        try:
            return candidate, _decode(raw, text, candidate, name, megabytes, progress)
        except UnicodeDecodeError as error:
            if encoding:
                raise ImportRefused(
                    f"{name} is not {encoding}: line {_line_of(text)} has bytes that are no text ({error.reason}); "
                    "choose another encoding."
                ) from error
    raise ImportRefused(f"{name} is not readable as text; save it as UTF-8 CSV.")


def _line_of(text: Path) -> int:
    """The line in which decoding stopped, near enough to find it: that which follows what was written."""
    with text.open("rb") as written:
        return 1 + sum(chunk.count(b"\n") for chunk in iter(lambda: written.read(CHUNK), b""))


def _candidates(raw: Path, name: str) -> Iterator[str]:
    head = next(chunks(raw, name), b"")[:PEEKED]
    marks = {
        (codecs.BOM_UTF8,): "utf-8-sig",
        # Before UTF-16, with whose mark that of UTF-32 begins.
        (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE): "utf-32",
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE): "utf-16",
    }
    for marked, encoding in marks.items():
        if head.startswith(marked):
            yield encoding
            return
    if head and head.count(0) > len(head) // 4:  # Latin letters in UTF-16 without a mark: every other byte is 0
        yield "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    yield "utf-8"
    yield from encodings.likely(_beyond_ascii(raw, name))  # only now: most files are UTF-8


def _beyond_ascii(raw: Path, name: str) -> bytes:
    """The first line, and lines with bytes beyond ASCII."""
    lines: list[bytes] = []
    length, rest = 0, b""
    for chunk in chunks(raw, name):
        whole, mark, rest = (rest + chunk).rpartition(b"\n")
        found = encodings.LINES.findall(whole)
        lines += ([] if lines else [whole.partition(b"\n")[0]]) + found
        length += sum(map(len, found))
        if length > encodings.MOST or (not mark and len(rest) > LONGEST_LINE):
            break
    return b"\n".join([*lines, *encodings.LINES.findall(rest)])


def _decode(raw: Path, text: Path, encoding: str, name: str, megabytes: int, progress: Progress) -> bool:
    """Write the text, and tell whether there is a quotation mark in it."""
    decoder = codecs.getincrementaldecoder(encodings.CODECS.get(encoding, encoding))()
    size = length = 0
    quoted = False
    begins = True  # a line
    text.touch(mode=0o600)
    with text.open("wb") as out:
        for chunk, last in _with_last(chunks(raw, name)):
            size += len(chunk)
            check_size(size, name, megabytes)
            progress.report(DECODING, size, None)
            read = decoder.getstate()[0] + chunk
            whole = decoded = decoder.decode(chunk, final=last)
            if MARK in decoded:  # files put together from several have byte order marks inside
                # A dot stands for what came before where that did not end a line: then a mark is part of the text, and
                # stays.
                decoded = MARKED_LINE.sub(r"\1", decoded if begins else f".{decoded}")[0 if begins else 1 :]
            if last:
                decoded = decoded.rstrip(END_OF_FILE)
            if encoding == "utf-8" and len(decoded) == len(whole):  # it is what was read, without half a character
                encoded = read[: len(read) - len(decoder.getstate()[0])]
            else:
                encoded = decoded.encode("utf-8")
            controls = len(encoded) - len(encoded.translate(None, CONTROLS))
            if controls and (found := BINARY.search(decoded)):
                out.flush()
                line = _line_of(text) + decoded.count("\n", 0, found.start())
                character = f"U+{ord(found[0]):04X}"
                raise ImportRefused(
                    f"{name} holds binary data, not text (line {line} has the character {character}); export the table "
                    "as CSV and upload that."
                    if controls > STRAY * len(encoded)
                    else f"Line {line} of {name} has the control character {character}, which no cell can hold; take "
                    "it out there, or where the file comes from."
                )
            if (length := _unended(encoded, length)) > LONGEST_LINE:
                out.flush()
                raise ImportRefused(
                    f"Line {_line_of(text)} of {name} does not end within {LONGEST_LINE // 1_000_000} MB; export it "
                    "again, with a line a row."
                )
            begins = decoded.endswith(("\n", "\r")) if decoded else begins
            quoted = quoted or '"' in decoded
            out.write(encoded)
    if size == 0:
        raise ImportRefused(f"{name} is empty; export it again and check that it holds rows.")
    return quoted


def _unended(piece: bytes, before: int) -> int:
    """Length of the line that a piece does not end; ``before``: of what the pieces before it did not end. [bytes]"""
    ends = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
    return len(piece) - ends - 1 if ends >= 0 else before + len(piece)


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last."""
    held = next(pieces, b"")
    for piece in pieces:
        yield held, False
        held = piece
    yield held, True
