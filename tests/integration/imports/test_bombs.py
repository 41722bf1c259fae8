"""Small files that unpack to large ones, some of which lie about it: refused in a sentence, and nothing is left."""

import gzip
import io
import struct
import zipfile

import pyarrow as pa
import pytest

from producflow import settings
from producflow.errors import ImportRefused
from producflow.imports import propose
from producflow.store.database import Store

UNPACKED = 6_000_000
SCHEMAS = "http://schemas.openxmlformats.org"
TABLE = b"a,b\n" * (UNPACKED // 4)
ROW = b'<row><c t="inlineStr"><is><t>name</t></is></c></row>'
SHEET = (
    f'<worksheet xmlns="{SCHEMAS}/spreadsheetml/2006/main"><sheetData>'.encode()
    + ROW * (UNPACKED // len(ROW))
    + b"</sheetData></worksheet>"
)
WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="r" '
    f'Type="{SCHEMAS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SCHEMAS}/spreadsheetml/2006/main" '
    f'xmlns:r="{SCHEMAS}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="r" '
    f'Type="{SCHEMAS}/officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/></Relationships>',
}


def packed(members: dict[str, str | bytes], *, lies: bool) -> bytes:
    """A zip archive; one that lies says that its large member is small."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    size = max(len(content) for content in members.values())
    raw = target.getvalue()
    return raw.replace(struct.pack("<I", size), struct.pack("<I", 1_000)) if lies else raw


BOMBS = {
    "machines.csv.gz": gzip.compress(TABLE, 1),
    "machines.csv.zst": pa.compress(TABLE, codec="zstd", asbytes=True),
    "machines.zip": packed({"machines.csv": TABLE}, lies=False),
    "lying.zip": packed({"machines.csv": TABLE}, lies=True),
    "machines.xlsx": packed({**WORKBOOK, "xl/worksheets/s.xml": SHEET}, lies=False),
    "lying.xlsx": packed({**WORKBOOK, "xl/worksheets/s.xml": SHEET}, lies=True),
    "nested.zip": packed({"inner.zip": packed({"machines.csv": TABLE}, lies=False)}, lies=False),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_more_than_the_limit_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PRODUCFLOW_UPLOAD_MEGABYTES", "1")
    settings.current.cache_clear()
    assert len(BOMBS[name]) < UNPACKED / 30
    with pytest.raises(ImportRefused, match=name):
        propose(store, io.BytesIO(BOMBS[name]), name)
    settings.current.cache_clear()
    assert not store.staging.exists() or list(store.staging.iterdir()) == []
