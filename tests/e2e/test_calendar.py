"""The working calendar at a desk and on a phone; that it is saved: tests/integration/test_calendar_page.py."""

import pytest
from playwright.sync_api import expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import PHONE, PageAs, settled
from tests.e2e.looking import fits

pytestmark = pytest.mark.long


def test_a_manager_plans_five_days_of_two_shifts(page_as: PageAs) -> None:
    """Not saved: in the plant that tests share, no shift would run any more at weekends."""
    page = page_as("manager", "/admin?admin_section=Working calendar")
    expect(page.get_by_role("heading", name="Shifts from a day on")).to_be_visible()
    page.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="5 × 2: Monday to Friday, two shifts").click()
    expect(page.get_by_text("88 of 168 h are in no shift")).to_be_visible()
    settled(page)
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    settled(page)
    fits(page)
    expect(page.get_by_role("button", name="Save these shifts")).to_be_enabled()
