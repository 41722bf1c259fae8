"""Real exports from the desktop to the pages and back, in a real browser against the real server."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage, Server, open_as, settled
from tests.e2e.looking import leaks

# As a German MES would export it: a banner, semicolons, decimal commas, days and months that could be either, a column
# of machines under a name that nobody knows, a number with a letter in it, more defects than output.
SHIFTS = """Werk Süd – Schichtbericht;;;;;;
Erstellt von: Jörg Müller;;;;;;

Objekt;Datum;Schicht;Artikel;Menge;Ausschuss;Stillstand (min)
Fräse 1;03/04/2026;Früh;Gehäuse;1.204;12;54,5
Fräse 1;03/04/2026;Spät;Gehäuse;1.180;9;12,0
Fräse 1;03/04/2026;Nacht;Gehäuse;x1001;9;12,0
Fräse 1;04/04/2026;Früh;Gehäuse;1.300;1.400;0,5
"""


def choose(page: Page, path: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_role("heading", name="What it seems to be")).to_be_visible()
    settled(page)


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def saved(page: Page, button: str, path: Path, delimiter: str) -> list[list[str]]:
    """Download by a button; the rows of the file."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    waiting.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_a_shift_report_from_the_desktop_is_mended_imported_undone_and_brought_back(
    cold_server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    report = tmp_path / "schichten.csv"
    report.write_bytes(SHIFTS.replace("\n", "\r\n").encode("cp1252"))
    page = open_as(cold_server, new_page, "analyst", "/uploads")
    choose(page, report)
    expect(page.get_by_text("Windows-1252 (Western Europe), separated by semicolon, header in line 4")).to_be_visible()

    # What only a person can answer: the column that holds the machine, and the order of day and month.
    questions = page.get_by_test_id("stMarkdown")
    expect(questions.filter(has_text="Which machine are these rows of? No column names it.")).to_be_visible()
    expect(questions.filter(has_text="How is “Datum” written?")).to_be_visible()
    asked = page.get_by_role("combobox", name="Which machine are these rows of?")
    asked.fill("column: Objekt")
    page.get_by_role("option", name="column: Objekt").click()
    expect(asked).to_have_count(0)
    settled(page)
    page.get_by_text("day first: 31/01/2026").click()
    expect(page.get_by_text("It was said to be day first.")).to_be_visible()
    page.get_by_text("Create machines that are not known yet").click()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    settled(page)
    page.get_by_role("textbox", name="Remember these choices as a profile").fill("Shifts of hall south")
    assert [metric(page, name) for name in ("Rows read", "New", "Rejected")] == ["4", "2", "2"]
    assert leaks(page) == []
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("Import 1 is in: 2 rows new")).to_be_visible()
    settled(page)

    # The rejected rows go back to the desktop, are mended there, and come in by the profile.
    table = saved(page, "Download 2 rejected rows", tmp_path / "rejects.csv", ";")
    assert [row[4] for row in table] == ["Menge", "x1001", "1.300"]
    assert table[0][-1] == "reason"
    table[1][4], table[2][5] = "1.001", "14"
    mended = tmp_path / "mended.csv"
    with mended.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(row[:-1] for row in table)
    choose(page, mended)
    expect(page.get_by_text("It was recognised by its header.")).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("Import 2 is in: 2 rows new")).to_be_visible()
    settled(page)

    page.get_by_role("button", name="Undo import 2").click()
    expect(page.get_by_text("Import 2 is undone: 2 rows removed")).to_be_visible()
    page.get_by_role("button", name="Bring import 2 back").click()
    expect(page.get_by_text("Import 2 is in force again: 2 rows added")).to_be_visible()
    settled(page)

    page.goto(f"{cold_server.url}/uploads?section=Where+a+row+is+from&row=production_records-1")
    expect(page.get_by_text("Line 5 of schichten.csv, import 1 by")).to_be_visible()
    settled(page)
    assert leaks(page) == []


@pytest.mark.long
def test_a_reload_keeps_the_file_and_the_answers_and_another_tab_takes_them_over(
    cold_server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    report = tmp_path / "schichten.csv"
    report.write_bytes(SHIFTS.replace("\n", "\r\n").replace("Objekt", "Maschine").encode("cp1252"))
    page = open_as(cold_server, new_page, "analyst", "/uploads")
    choose(page, report)
    page.get_by_text("day first: 31/01/2026").click()
    expect(page.get_by_text("It was said to be day first.")).to_be_visible()
    page.get_by_text("Create machines that are not known yet").click()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    settled(page)

    page.reload()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    expect(page.get_by_text("It was said to be day first.")).to_be_visible()
    settled(page)

    other = page.context.new_page()
    other.goto(f"{cold_server.url}/uploads")
    expect(other.get_by_text("schichten.csv, uploaded")).to_be_visible()
    settled(other)
    other.get_by_role("button", name="Go on").click()
    expect(other.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    page.get_by_role("button", name="Import 2 rows").click()  # of the tab that has it no more
    expect(page.get_by_text("You went on with schichten.csv in another tab")).to_be_visible()
    settled(page)
    settled(other)
    other.get_by_role("button", name="Import 2 rows").click()
    expect(other.get_by_text("Import 1 is in: 2 rows new")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Import 1: schichten.csv")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    settled(page)
    other.close()
