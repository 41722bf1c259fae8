"""A Spanish MES log as plants have them, from the desktop to the pages in six clicks, and back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPage, Server, open_as, settled
from tests.e2e.test_uploads import metric

pytestmark = pytest.mark.long

# Days and times of day in columns of their own, rejects of the order repeated on its stops, two machines that nobody
# knows, a stop over midnight, a total at the foot.
LOG = """fecha;h_ini;h_fin;máquina;estado;cantidad;rechazos;motivo
13/02/2026;06:00;09:00;Prensa 7;producción;300;6;
13/02/2026;09:00;09:45;Prensa 7;parada;300;6;Atasco
13/02/2026;09:45;14:00;Prensa 7;producción;400;4;
13/02/2026;22:30;00:30;Sierra 2;parada;0;0;Rotura
14/02/2026;00:30;06:00;Sierra 2;producción;500;5;
Total;;;;;1500;21;
"""


def test_a_spanish_log_is_in_after_six_clicks_and_out_again(
    cold_server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    log = tmp_path / "registro.csv"
    log.write_bytes(LOG.replace("\n", "\r\n").encode("cp1252"))
    page = open_as(cold_server, new_page, "analyst", "/uploads")
    page.locator("input[type=file]").first.set_input_files(log)  # 1: the file
    expect(page.get_by_text("Create Prensa 7 and Sierra 2?")).to_be_visible()
    settled(page)
    page.get_by_text("Create machines that are not known yet").click()  # 2: its machines
    expect(page.get_by_text("2 new machines would be created")).to_be_visible()
    settled(page)
    assert [metric(page, label) for label in ("New", "Rejected", "Left out")] == ["5", "0", "1"]
    expect(page.get_by_text("“Total” in “fecha”: 1 row left out as a total")).to_be_visible()
    page.get_by_role("button", name="Import 5 rows").click()  # 3: in
    told = page.get_by_text(re.compile(r"Import \d+ is in"))
    expect(told).to_be_in_viewport()  # wherever on the long page the button was
    expect(page.get_by_role("link", name=re.compile("on the overview"))).to_be_in_viewport()
    settled(page)
    number = re.search(r"Import (\d+)", told.inner_text())
    assert number is not None
    page.get_by_role("link", name=re.compile("on the overview")).click()  # 4: where it is shown
    expect(page).to_have_url(re.compile("from=2026-02-1[23]"))
    expect(page.get_by_text("Unplanned stops 2.8 h: Rotura 2.0 h")).to_be_visible()  # 45 min and 2 h
    expect(page.get_by_text("1,200 units").first).to_be_visible()
    page.goto(f"{cold_server.url}/uploads?import={number[1]}")
    page.get_by_role("button", name=f"Undo import {number[1]}").click()
    expect(page.get_by_text(f"Import {number[1]} is undone")).to_be_visible()
