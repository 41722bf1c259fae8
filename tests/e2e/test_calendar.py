"""The working calendar in a browser: chosen, looked at and saved, at a desk and on a phone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import NewPage, Server, settled, sign_in


def test_a_manager_plans_five_days_of_two_shifts(cold_server: Server, new_page: NewPage) -> None:
    # A plant of its own: in the one that tests share, no shift would run any more at weekends.
    page = new_page()
    page.goto(f"{cold_server.url}/admin?admin_section=Working calendar")
    sign_in(page, "manager")
    settled(page)
    expect(page.get_by_role("heading", name="Shifts from a day on")).to_be_visible()
    page.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="5 × 2: Monday to Friday, two shifts").click()
    settled(page)
    expect(page.get_by_text("88 of 168 h are in no shift")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.get_by_role("button", name="Save these shifts").click()
    expect(page.get_by_text("on the plant works so.")).to_be_visible()
    # What was reported before this day keeps its shifts, the night among them.
    expect(page.get_by_text("night 22:00–06:00").first).to_be_attached()
