"""What a file is by its first bytes, and its content unpacked piece by piece."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import pyarrow as pa

from producflow.errors import ImportRefused

CHUNK = 1 << 20  # bytes
MEGABYTE = 1_000_000
GZIP, ZSTD, OLE = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the latter holds nothing
LARGEST_DIRECTORY = 1 << 22  # bytes; an archive's list of members becomes ten times as large in memory
TEXT_IN_ZIP = (".csv", ".txt", ".tsv", ".tab", ".dat", ".log")

REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is a PDF document; export the table as CSV and upload that"),
    (b"PAR1", "is a Parquet file; export it as CSV and upload that"),
    (b"Rar!", "is a RAR archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it first"),
    (b"BZh", "is compressed with bzip2; unpack it first, or use gzip"),
    (b"\xfd7zXZ", "is compressed with xz; unpack it first, or use gzip"),
    (b"SQLite format 3", "is a SQLite database; export the table as CSV and upload that"),
)


def first_bytes(path: Path) -> bytes:
    """The first bytes, which tell more truly than a name what a file is."""
    with path.open("rb") as file:
        return file.read(16)


def is_workbook(path: Path, name: str) -> bool:
    """Tell a spreadsheet (``.xlsx``, ``.xlsm``, ``.ods``, ``.xls``) from everything else.

    Raises
    ------
    ImportRefused
        If it is a damaged archive.
    """
    head = first_bytes(path)
    if head.startswith(OLE):
        return True
    if not head.startswith(ZIP):
        return False
    members = _members(path, name)
    return "[Content_Types].xml" in members or "content.xml" in members


def check_unpacked(path: Path, name: str, megabytes: int) -> None:
    """Refuse an archive that would unpack to more than the limit, before unpacking any of it.

    Raises
    ------
    ImportRefused
    """
    check_size(unpacked_size(path), name, megabytes)


def unpacked_size(path: Path) -> int:
    """Size of a workbook, by what it says itself, once it is unpacked. [bytes]"""
    if not first_bytes(path).startswith(ZIP):
        return path.stat().st_size
    with _archive(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def check_size(size: int, name: str, megabytes: int) -> None:
    """Refuse what is over the limit.

    Raises
    ------
    ImportRefused
    """
    if size > megabytes * MEGABYTE:
        raise ImportRefused(f"{name} is larger than {megabytes} MB; split it, or raise PRODUCFLOW_UPLOAD_MEGABYTES.")


def chunks(path: Path, name: str) -> Iterator[bytes]:
    """Content of a text file, unpacked if it is gzip, zstd or a zip archive of one text file.

    Raises
    ------
    ImportRefused
        If it is damaged, or neither text nor one of these.
    """
    head = first_bytes(path)
    for signature, what in REFUSED:
        if head.startswith(signature):
            raise ImportRefused(f"{name} {what}.")
    if head.startswith(GZIP):
        yield from _gzip(path, name)
    elif head.startswith(ZSTD):
        yield from _zstd(path, name)
    elif head.startswith(ZIP):
        yield from _zip(path, name)
    else:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _gzip(path: Path, name: str) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as unpacked:
            while chunk := unpacked.read(CHUNK):
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ImportRefused(f"{name} is a damaged gzip file ({error}); compress it again.") from error


def _zstd(path: Path, name: str) -> Iterator[bytes]:
    try:
        with pa.OSFile(str(path)) as raw, pa.CompressedInputStream(raw, "zstd") as unpacked:
            while chunk := unpacked.read(CHUNK):
                yield chunk
    except OSError as error:
        raise ImportRefused(f"{name} is a damaged zstd file ({error}); compress it again.") from error


def _zip(path: Path, name: str) -> Iterator[bytes]:
    texts = [member for member in _members(path, name) if member.lower().endswith(TEXT_IN_ZIP)]
    if len(texts) != 1:
        found = "no text file" if not texts else f"{len(texts)} text files"
        raise ImportRefused(f"{name} is a zip archive with {found}; unpack it and upload one table.")
    try:
        with _archive(path) as archive, archive.open(texts[0]) as unpacked:
            if archive.getinfo(texts[0]).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                # Python unpacks these without bounds: 1 MB of bzip2 becomes 20 GB in one step.
                raise NotImplementedError("packed in a way other than deflate")
            while chunk := unpacked.read(CHUNK):
                yield chunk
    except (BadZipFile, EOFError, OSError, ValueError, zlib.error, RuntimeError, NotImplementedError) as error:
        raise ImportRefused(f"{name} cannot be unpacked ({error}); unpack it yourself and upload the table.") from error


def _members(path: Path, name: str) -> list[str]:
    try:
        with _archive(path) as archive:
            return archive.namelist()
    except (BadZipFile, OSError, NotImplementedError) as error:
        raise ImportRefused(f"{name} is a damaged archive ({error}); save or compress it again.") from error


class _Short(FileIO):
    """A file of which nobody reads much at once, such as an archive's list of ten million members."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = max(self._left(), 0)
        if size > LARGEST_DIRECTORY and self._left() > LARGEST_DIRECTORY:
            raise BadZipFile("it has too many members")
        return super().read(size) or b""

    def _left(self) -> int:
        return Path(str(self.name)).stat().st_size - self.tell()


@contextmanager
def _archive(path: Path) -> Iterator[ZipFile]:
    with _Short(path) as file:
        try:
            archive = ZipFile(file)
        except (ValueError, struct.error) as error:  # such as the name of a member that is no text
            raise BadZipFile(str(error)) from error
        with archive:
            yield archive
