"""Tables of typed cells, written in every dialect that an upload may have."""

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
from hypothesis import strategies as st

from producflow.imports.reading.dialect import StatedForm
from producflow.imports.reading.encodings import CODECS, ENCODINGS

Cell = str | float | int | bool | datetime | date | None

GROUPS = {
    "1234.5": "",
    "1234,5": "",
    "1,234.5": ",",
    "1.234,5": ".",
    "1 234,5": " ",
    "1 234.5": "\u202f",
    "1'234.5": "'",
}
TIMES = {
    "iso": "%Y-%m-%d %H:%M:%S",
    "day first": "%d/%m/%Y %H:%M:%S",
    "month first": "%m/%d/%Y %I:%M:%S %p",
    "compact": "%Y%m%d%H%M%S",
    "epoch s": "",
    "epoch ms": "",
}
MARKED = ("utf-8-sig", "utf-16", "utf-32")
"""Encodings whose mark says what they are."""
PACKINGS = ("", "gzip", "zstd", "zip", "xlsx")


@dataclass(frozen=True)
class Writing:
    """How a table is written."""

    encoding: str
    delimiter: str
    end: str
    quote_all: bool
    numbers: str
    times: str
    packing: str
    banner: bool

    def written(self, table: Sequence[Sequence[Cell]]) -> tuple[bytes, StatedForm]:
        """The file, and what a person has to say about it because its bytes do not."""
        if self.packing == "xlsx":
            return self._workbook(table), StatedForm()
        out = io.StringIO()
        if self.banner:
            out.write(f"Export of the line{self.end}{self.end}")
        texts = [[self.text(cell) for cell in row] for row in table]
        # Python 3.11 leaves a line feed bare in a file whose lines end with a carriage return; nobody could read that.
        bare = "\n" not in self.end and any("\n" in text for row in texts for text in row)
        csv.writer(
            out,
            delimiter=self.delimiter,
            lineterminator=self.end,
            quoting=csv.QUOTE_ALL if self.quote_all or bare else csv.QUOTE_MINIMAL,
        ).writerows(texts)
        text, encoding = out.getvalue(), self.encoding
        try:
            content = text.encode(CODECS.get(encoding, encoding))
        except UnicodeEncodeError:
            encoding = "utf-8"
            content = text.encode()
        said = StatedForm(encoding=encoding) if not (encoding.startswith("utf") or text.isascii()) else StatedForm()
        return self._packed(content), said

    def text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case bool():
                return "ja" if cell else "nein"
            case str():
                return cell
            case datetime():
                return self._time(cell)
            case date():
                whole = self._time(datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
                return (
                    whole
                    if self.times.startswith("epoch")
                    else whole.split()[0][: 8 if self.times == "compact" else 10]
                )
            case _:
                return self._number(cell)

    def _time(self, moment: datetime) -> str:
        if self.times.startswith("epoch"):
            seconds = round((moment - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
            return str(seconds * (1000 if self.times == "epoch ms" else 1))
        return moment.strftime(TIMES[self.times])

    def _number(self, number: float) -> str:
        if self.numbers == "1234.5":
            return repr(number)
        plain = f"{Decimal(repr(number)):,f}"
        mark = "," if self.numbers.endswith(",5") else "."
        return plain.replace(",", "\0").replace(".", mark).replace("\0", GROUPS[self.numbers])

    def _packed(self, content: bytes) -> bytes:
        out = io.BytesIO()
        match self.packing:
            case "gzip":
                return gzip.compress(content, mtime=0)
            case "zstd":
                stream = pa.BufferOutputStream()
                with pa.CompressedOutputStream(stream, "zstd") as packed:
                    packed.write(content)
                return bytes(stream.getvalue())
            case "zip":
                with zipfile.ZipFile(out, "w") as archive:
                    archive.writestr("export.csv", content)
                return out.getvalue()
        return content

    def _workbook(self, table: Sequence[Sequence[Cell]]) -> bytes:
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(["ja" if cell is True else "nein" if cell is False else cell for cell in row])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _possible(writing: Writing) -> bool:
    """Between commas, numbers with a comma are taken as grouped; so are those with dots as decimal."""
    return writing.delimiter != "," or writing.numbers in ("1234.5", "1,234.5", "1 234.5", "1'234.5")


WRITINGS = st.builds(
    Writing,
    encoding=st.sampled_from([*MARKED, *ENCODINGS]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quote_all=st.booleans(),
    numbers=st.sampled_from(list(GROUPS)),
    times=st.sampled_from(list(TIMES)),
    packing=st.sampled_from(PACKINGS),
    banner=st.booleans(),
).filter(_possible)
