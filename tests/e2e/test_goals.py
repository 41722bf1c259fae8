"""Goals at a desk and on a phone; how they are set: tests/integration/test_goals_page.py."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.barriers import barriers
from tests.e2e.conftest import DESKTOP, PHONE, PageAs
from tests.e2e.looking import fits, turn

pytestmark = pytest.mark.long


def test_the_section_of_goals_has_no_barrier_and_fits(page_as: PageAs) -> None:
    page = page_as("manager", "/admin?admin_section=Goals")
    expect(page.get_by_text("The nearest goal counts")).to_be_visible()
    expect(page.get_by_text(re.compile("rated", re.IGNORECASE)).first).to_be_attached()
    turn(page, DESKTOP, "light")
    fits(page)
    assert barriers(page) == []
    turn(page, PHONE, "dark")
    fits(page)
    assert barriers(page) == []
