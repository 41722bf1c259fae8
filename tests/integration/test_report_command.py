"""``python -m producflow report``: pages on paper by the command line, from the real charts and the real Chromium."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from producflow.commands import files
from producflow.errors import Conflict, InvalidInput
from producflow.store.database import Store

pytestmark = pytest.mark.long

OPTIONS = {"format": None, "replace": False, "base": "http://plant.example:8501"}


def said(store: Store, page: str, to: Path, **more: object) -> list[str]:
    options = OPTIONS | {"page": page, "to": str(to)} | more
    return [line for line in files.print_report(store, options) if type(line) is str]


def test_a_page_is_printed_into_a_folder_under_its_days(seen_plant: Store, tmp_path: Path) -> None:
    address = "http://plant.example:8501/maintenance?period=Custom&from=2026-01-05&to=2026-01-11"
    [told] = said(seen_plant, address, tmp_path)
    target = tmp_path / "producflow-maintenance-2026-01-05-to-2026-01-11.pdf"
    assert told == f"{target} shows the page maintenance."
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(target.read_bytes())).pages)
    assert "What must be done, and did it help?" in text
    assert "http://plant.example:8501/maintenance?period=Custom&from=2026-01-05&to=2026-01-11" in text.replace("\n", "")
    with pytest.raises(Conflict, match="say --replace"):
        said(seen_plant, address, target)


def test_a_picture_replaces_an_older_one_only_when_told(
    seen_plant: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("producflow.printing.reports.report", lambda *_, **__: b"\x89PNG new")
    target = tmp_path / "week.png"
    target.write_bytes(b"old")
    with pytest.raises(Conflict):
        said(seen_plant, "overview", target)
    assert target.read_bytes() == b"old"
    said(seen_plant, "overview", target, replace=True)
    assert target.read_bytes() == b"\x89PNG new"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(("page", "to"), [("uploads", "a.pdf"), ("overview", "a.txt"), ("equipment", "a.pdf")])
def test_what_cannot_be_printed_is_refused(seen_plant: Store, tmp_path: Path, page: str, to: str) -> None:
    with pytest.raises(InvalidInput):
        said(seen_plant, page, tmp_path / to)
    assert not (tmp_path / to).exists()
