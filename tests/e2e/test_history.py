"""Back, forward, reload and links: each shows the choices and the figures that stood there before."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from producflow.domain.calendar_words import span
from tests.e2e.conftest import PageAs, Server, open_path, settled, sign_in, way_to

pytestmark = pytest.mark.long


def address(page: Page) -> str:
    return str(page.evaluate("location.pathname + location.search"))


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def shown(page: Page) -> tuple[str, str, list[str]]:
    """Address, sentence about the choices but for the minute that it was told in, and figures."""
    settled(page)
    caption = page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first
    expect(caption).to_be_visible()
    told = re.sub(r", until \d\d:\d\d.*", "", caption.inner_text())
    return address(page), told, page.locator("[data-testid=stMetricValue], .pf b").all_inner_texts()


def go(page: Page, do: Callable[[], object], title: str | re.Pattern[str], told: str) -> tuple[str, str, list[str]]:
    """Do something that leads to a page, wait until that page shows what it should, and tell what it shows."""
    do()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_test_id("stCaptionContainer").filter(has_text=told).first).to_be_visible()
    return shown(page)


OVERVIEW, LOSSES = re.compile("is too hot"), "Where did the time and the money go?"


def link(page: Page, name: str) -> Callable[[], None]:
    return way_to(page, name).click


def test_back_and_forward_show_the_same_choices_and_figures(page_as: PageAs) -> None:
    page = page_as("manager", "/")
    week = shown(page)
    page.get_by_role("radio", name="30d").click()
    expect(page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first).not_to_contain_text(week[1])
    month = shown(page)
    assert month[2] != week[2]
    before = entries(page)

    losses = go(page, link(page, "Losses and costs"), LOSSES, month[1])
    assert losses[0] == "/losses?period=30d"
    assert entries(page) == before + 1, "one step is one entry"

    assert go(page, page.go_back, OVERVIEW, month[1]) == month
    assert go(page, page.go_forward, LOSSES, month[1]) == losses
    assert go(page, page.reload, LOSSES, month[1]) == losses
    assert go(page, page.go_back, OVERVIEW, month[1]) == month
    assert entries(page) == before + 1


def test_back_leads_to_the_machine_and_then_to_the_plant(page_as: PageAs) -> None:
    page = page_as("manager", "/equipment?machine=2&period=30d")
    heading = page.get_by_role("heading", level=1)
    machine = heading.inner_text()
    told = shown(page)
    go(page, link(page, "Shifts"), "Which shift, and is the difference real?", told[1])
    assert address(page) == "/shifts?period=30d"
    assert go(page, page.go_back, machine, told[1]) == told
    link(page, "Uploads")()
    expect(heading).to_have_text("What came in, and can it be trusted?")
    settled(page)
    assert go(page, page.go_back, machine, told[1]) == told


def test_back_keeps_the_baseline_that_another_page_asks_for_too(page_as: PageAs) -> None:
    page = page_as("manager", "/changes?baseline=Same+days+last+year&period=30d&figure=OEE")
    told = shown(page)
    title = page.get_by_role("heading", level=1).inner_text()
    go(page, link(page, "Losses and costs"), LOSSES, told[1])
    again = go(page, page.go_back, title, told[1])
    assert again == told
    assert set(address(page).split("?")[1].split("&")) == {"baseline=Same+days+last+year", "period=30d", "figure=OEE"}


def test_days_in_a_link_stay_in_it(server: Server, page_as: PageAs) -> None:
    """However it says so, and also where they are the days that would be shown without it: tomorrow they are not."""
    page = page_as("operator", "/")
    newest = page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first.inner_text().split(" so far")[0]
    today = date.fromisoformat(str(page.evaluate("new Date().toISOString().slice(0, 10)")))
    spans = [(today - timedelta(days=n + 6), today - timedelta(days=n)) for n in range(3)]
    first, last = next(each for each in spans if span(*each) == newest)

    for said in ("period=CUSTOM&", "", "period=custom&"):
        open_path(page, f"{server.url}/?{said}from={first}&to={last}")
        assert set(address(page)[2:].split("&")) == {"period=Custom", f"from={first}", f"to={last}"}, said
        assert shown(page)[1].startswith(newest), said
    go(page, link(page, "Losses and costs"), LOSSES, newest)
    assert f"from={first}" in address(page)
    assert f"to={last}" in address(page)
    page.reload()
    settled(page)
    assert f"from={first}" in address(page)


def test_a_link_that_somebody_else_opens_shows_its_days_after_sign_in(server: Server, visitor: Page) -> None:
    visitor.goto(f"{server.url}/losses?from=2026-03-02&to=2026-03-08&shifts=night")
    sign_in(visitor, "operator")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(LOSSES)
    caption = visitor.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first
    expect(caption).to_contain_text("2 Mar to 8 Mar 2026 · all machines · night shift")
    assert {"from=2026-03-02", "to=2026-03-08", "period=Custom", "shifts=Night"} == set(
        address(visitor).split("?")[1].split("&")
    )


def test_choosing_days_makes_no_stop_on_the_way_back(page_as: PageAs) -> None:
    """Streamlit writes a choice into the entry, and the days that belong to it as an entry of their own."""
    page = page_as("operator", "/coverage")
    go(page, link(page, "Plant"), OVERVIEW, "all machines")
    for_period = page.get_by_role("radio", name="Custom")
    before = entries(page)
    week = shown(page)[1]
    for_period.click()
    expect(page.get_by_role("group", name="First day")).to_be_visible()
    page.wait_for_function("location.search.includes('from=')")
    page.get_by_role("radio", name="30d").click()
    expect(page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first).not_to_contain_text(week)
    month = shown(page)
    assert (entries(page), month[0]) == (before, "/?period=30d")
    go(page, page.go_back, "What is missing?", "all machines")
    assert go(page, page.go_forward, OVERVIEW, month[1]) == month


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/changes?figure=rubbish&baseline_from=x", "figure=rubbish"),
        ("/losses?loss_by=moon&less=900&loss=rubbish", "loss=rubbish, loss_by=moon, less=900"),
        ("/equipment?show=rubbish&cards_page=77", "show=rubbish, cards_page=77"),
        ("/admin?section=rubbish", "admin_section=rubbish"),
    ],
)
def test_what_nobody_can_read_of_one_page_is_said_on_a_phone_too(page_as: PageAs, path: str, told: str) -> None:
    page = page_as("manager", path, viewport={"width": 390, "height": 844})
    warning = page.get_by_test_id("stMain").get_by_role("alert").filter(has_text="nobody can read")
    expect(warning).to_contain_text(told)
    page.get_by_test_id("stMain").get_by_role("heading", level=1).click()
    expect(warning).to_be_in_viewport()


def test_it_is_said_until_somebody_chooses_anew_or_leaves_the_page(page_as: PageAs) -> None:
    page = page_as("operator", "/changes?figure=rubbish")
    warning = page.get_by_role("alert").filter(has_text="nobody can read")
    expect(warning).to_contain_text("Here figure is Output, Good output, OEE")
    page.get_by_test_id("stMain").get_by_role("radio", name="Same days last year").click()  # another choice
    expect(page.get_by_test_id("stMain").get_by_role("radio", name="Same days last year")).to_be_checked()
    settled(page)
    expect(warning).to_have_count(1)
    page.get_by_test_id("stMain").get_by_role("radio", name="OEE").click()
    expect(warning).to_have_count(0)
    assert "figure=OEE" in address(page)
    open_path(page, page.url.replace("OEE", "rubbish"))
    expect(warning).to_have_count(1)
    link(page, "Coverage")()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is missing?")
    expect(warning).to_have_count(0)


def test_back_from_admin_shows_the_section_of_uploads(page_as: PageAs) -> None:
    page = page_as("admin", "/uploads?section=Profiles")
    link(page, "Admin")()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may do what, and by which rules?")
    page.get_by_test_id("stMain").get_by_role("radio", name="Limits").click()
    page.wait_for_function("location.search === '?admin_section=Limits'")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What came in, and can it be trusted?")
    settled(page)
    assert address(page) == "/uploads?section=Profiles"
    expect(page.get_by_test_id("stMain").get_by_role("radio", name="Profiles")).to_be_checked()


def test_what_nobody_can_read_is_said(page_as: PageAs) -> None:
    page = page_as("operator", "/?period=fortnight&shifts=noon")
    warning = page.get_by_role("alert").filter(has_text="nobody can read")
    expect(warning).to_contain_text("period=fortnight, shifts=noon")
    page.get_by_role("radio", name="30d").click()
    expect(warning).to_have_count(0)


def test_the_shell_carries_our_script_and_nothing_inline(server: Server) -> None:
    with server.client() as client:
        page = client.get("/losses")
        found = page.text.split('<script src="', 1)[1].split('"', 1)[0]
        script = client.get(found.removeprefix("."))
    assert (page.status_code, script.status_code) == (200, 200)
    assert script.headers["content-type"].startswith("text/javascript")
    assert "history.pushState" in script.text
