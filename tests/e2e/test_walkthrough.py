"""A manager finds the answers in under ten clicks each, and the link opens on what was sent."""

from playwright.sync_api import Page, expect

from tests import walkthrough
from tests.e2e.conftest import PageAs, settled, sign_in, signed_out

MOST = 10


def test_four_questions_and_a_link_that_opens_on_the_answer(page_as: PageAs, visitor: Page) -> None:
    page = page_as("manager")
    for question in (
        walkthrough.which_machine_costs_most,
        walkthrough.is_the_night_really_worse,
        walkthrough.what_changed_since_last_week,
    ):
        assert question(page).clicks < MOST, question.__name__
    said = page.get_by_test_id("stAlert").first.inner_text().splitlines()[-1]
    sender, link = walkthrough.send_a_link(page)
    assert sender.clicks < MOST
    visitor.goto(link)
    signed_out(visitor)
    sign_in(visitor, "operator")
    settled(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Why did it change?")
    expect(visitor.get_by_test_id("stAlert").first).to_contain_text(said)
    assert "from=" in link  # the same days, whenever it is opened
