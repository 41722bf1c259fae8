"""How far sheets reach, told from their cells in pieces of any size."""

import io

import pytest

from producflow.sheets import extents
from producflow.sheets.extents import Extent

XLSX = b"""<x:worksheet><x:dimension ref="A1:XFD1048576"/><x:sheetData>
<x:row r="3"><x:c r="B3"><x:v>1</x:v></x:c><x:c s="1" r="D3" t="inlineStr"><x:is><x:t>far</x:t></x:is></x:c>
<x:c r="ZZ3"/></x:row>
<x:row r="4"/><x:row r="7"><x:c r="A7" t="e"><x:v>#N/A</x:v></x:c></x:row><x:row r="99"><x:c r="XFD99" s="2"/></x:row>
</x:sheetData></x:worksheet>"""
ODS = b"""<office:spreadsheet><table:table table:name="A &amp; B"><table:table-row table:number-rows-repeated="9"/>
<table:table-row><table:table-cell office:value-type="float" calcext:value-type="float"/><table:table-cell
 table:number-columns-repeated="5" office:value-type="float"/><table:table-cell table:number-columns-repeated="16378"/>
</table:table-row>
<table:table-row table:number-rows-repeated="20"><table:table-cell office:value-type="float"/></table:table-row>
<table:table-row table:number-rows-repeated="1048546"><table:table-cell/></table:table-row></table:table>
<table:table table:name="Empty"><table:table-row><table:table-cell/></table:table-row></table:table>
</office:spreadsheet>"""


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_filled_cells_count_and_empty_ones_do_not(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(extents, "CHUNK", chunk)
    assert extents._of_xlsx(io.BytesIO(XLSX)) == Extent(first=3, last=7, columns=4, filled=3, errors=1)
    # nine empty rows, one of 1 + 5 columns, twenty of one
    assert extents._of_ods(io.BytesIO(ODS)) == {
        "A & B": Extent(first=10, last=30, columns=6, filled=3),
        "Empty": Extent(),
    }


@pytest.mark.parametrize(
    ("extent", "cells", "corner"),
    [
        (Extent(1, 1_048_576, 16_384, 2), 17_179_869_184, "XFD1048576"),
        (Extent(11, 20, 26, 260), 260, "Z20"),
        (Extent(1, 5, 27, 10), 135, "AA5"),
    ],
)
def test_the_corner_is_called_as_a_spreadsheet_does(extent: Extent, cells: int, corner: str) -> None:
    assert (extent.cells, extent.corner) == (cells, corner)


@pytest.mark.parametrize(
    ("extent", "too_far"),
    [
        (Extent(1, 1_048_576, 12, 1_048_576 * 12), False),  # a full sheet of 400 MB of memory
        (Extent(1, 1_048_576, 20, 1_048_576 * 2), False),  # one of which a tenth is filled
        (Extent(1, 190_000, 26, 30), False),  # 5 million cells may be empty
        (Extent(1, 200_000, 26, 30), True),
        (Extent(1, 1_048_576, 60, 1_048_576 * 60), True),  # 2 GB
        (Extent(1, 1_048_577, 1, 1_048_577), True),  # a row that no spreadsheet has
    ],
)
def test_full_sheets_may_be_large_and_empty_ones_may_not(extent: Extent, too_far: bool) -> None:
    assert extent.too_far(1_536_000_000) == too_far
