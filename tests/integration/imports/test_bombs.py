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
from tests.integration.imports.sheets import xlsx, zipped

UNPACKED = 6_000_000
TABLE = b"a,b\n" * (UNPACKED // 4)
ROW = b'<row><c t="inlineStr"><is><t>name</t></is></c></row>'
SHEET = xlsx(ROW * (UNPACKED // len(ROW)))


def lying(archive: bytes) -> bytes:
    """The archive, which now says that its large member is small."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        size = max(member.file_size for member in opened.infolist())
    return archive.replace(struct.pack("<I", size), struct.pack("<I", 1_000))


BOMBS = {
    "machines.csv.gz": gzip.compress(TABLE, 1),
    "machines.csv.zst": pa.compress(TABLE, codec="zstd", asbytes=True),
    "machines.zip": zipped({"machines.csv": TABLE}),
    "lying.zip": lying(zipped({"machines.csv": TABLE})),
    "machines.xlsx": SHEET,
    "lying.xlsx": lying(SHEET),
    "nested.zip": zipped({"inner.zip": zipped({"machines.csv": TABLE})}),
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
