"""Pages on paper show what the screen shows; names that try to be markup stay text; a browser fetches its own."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, equipment, maintenance_jobs, plant, production
from producflow.pages import WITH_FIGURES
from producflow.printing import chromium, markdown, reports
from producflow.printing.page import Shown
from producflow.printing.sheet import as_html
from producflow.reports import plant as plant_reports
from producflow.reports.links import MACHINE, Link
from producflow.reports.periods import last_shift
from producflow.store.database import Store
from producflow.ui import context
from producflow.web import printouts
from producflow.web.session_guard import SessionGuard
from tests.people import user_of

AppAs = Callable[..., AppTest]
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&{x}"
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def link_of(page: str) -> Link:
    own = {"equipment": (MACHINE, "1"), "overview": ("more", "true")}
    return Link(page, (("period", "30d"), *([own[page]] if page in own else [])))


def every(page: Shown, kind: str) -> Iterator[Shown]:
    for part in page:
        if part.kind == kind:
            yield part
        yield from every(part, kind)


@pytest.mark.long
@pytest.mark.parametrize("page", WITH_FIGURES)
def test_paper_shows_the_figures_and_charts_of_the_screen(seen_plant: Store, app_as: AppAs, page: str) -> None:
    link = link_of(page)
    app = app_as("admin", page, **dict(link.parameters))
    assert not app.exception
    shown, imprint = reports.composed(seen_plant, COMMAND_LINE, link, "http://plant", context.now())
    html = as_html(shown, imprint)
    figures = [(metric.label, metric.value) for metric in app.metric]
    assert [(each.message.label, each.message.body) for each in every(shown, "metric")] == figures
    assert [escape(value) for _, value in figures if escape(value) not in html] == []
    assert html.count('<div class="chart"') == len(app.get("plotly_chart")) > 0
    assert all(markdown.words(each.value) in html for each in (*app.title, *app.header))
    assert "Share or print" not in html, "the sidebar is not on paper"


def test_the_first_screen_is_on_paper_as_it_is(seen_plant: Store, app_as: AppAs) -> None:
    link = Link("overview")
    html = as_html(*reports.composed(seen_plant, COMMAND_LINE, link, "http://plant", context.now()))
    tiles = [each.value for each in app_as("admin", "overview").markdown if each.value.startswith('<div class="pf">')]
    assert len(tiles) == 4
    assert [tile for tile in tiles if tile not in html] == []
    for words in ("<strong>Now</strong>", "<strong>Robotic Arm #3</strong>", "limit 85", ">OEE<"):
        assert words in html
    assert "Downtime by reason" not in html, "what is closed is not on paper"


def test_an_older_address_is_on_paper_as_on_the_screen(seen_plant: Store) -> None:
    for query in ("by=Area", "oee_by=Area"):  # as frozen links and mails have kept it
        link = Link.of("coverage", query)
        html = as_html(*reports.composed(seen_plant, COMMAND_LINE, link, "http://plant", context.now()))
        assert "Parts making" in html, query


def test_every_bar_of_the_downtime_chart_has_its_reason(seen_plant: Store) -> None:
    shown, _ = reports.composed(seen_plant, COMMAND_LINE, link_of("overview"), "http://plant", context.now())
    specs = [json.loads(chart.message.spec) for chart in every(shown, "plotly_chart")]
    [pareto] = [spec for spec in specs if "Downtime [h]" in json.dumps(spec, ensure_ascii=False)]
    reasons = {reason for trace in pareto["data"] for reason in trace["y"]}
    assert len(reasons) > 10
    assert pareto["layout"]["height"] / len(reasons) >= 20, "a label needs so many pixels, or Plotly leaves it out"


@pytest.mark.long
def test_paper_names_the_plant_and_shows_its_logo(demo_plant: Store) -> None:
    def head() -> str:
        page = as_html(*reports.composed(demo_plant, COMMAND_LINE, link_of("coverage"), "http://plant", context.now()))
        return page.partition("<body>")[2].partition("</header>")[0]

    assert "<header>" not in head()
    plant.change_settings(demo_plant, COMMAND_LINE, {"name": HOSTILE[:60]})
    plant.change_logo(demo_plant, COMMAND_LINE, b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    picture = plant_reports.logo(demo_plant)
    assert picture is not None
    assert head() == f'<header><img src="{picture.address}" alt="">{escape(HOSTILE[:60])}'


def test_a_table_is_cut_at_its_end_and_says_so(seen_plant: Store) -> None:
    shown, imprint = reports.composed(seen_plant, COMMAND_LINE, link_of("losses"), "http://plant", context.now())
    html = as_html(shown, imprint)
    stops = next(table for table in every(shown, "dataframe") if "stop" in table.message.alt.lower())
    assert stops.message.arrow_data.data
    assert " more rows</p>" in html


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_a_page_that_stops_on_the_screen_stops_on_paper(empty_plant: Store, page: str) -> None:
    """A machine without a record: the pages say so and stop there."""
    machine = equipment.create(empty_plant, COMMAND_LINE, name="Idle")["id"]
    link = Link(page, ((MACHINE, str(machine)),))
    assert as_html(*reports.composed(empty_plant, COMMAND_LINE, link, "http://plant/", NOW))


@pytest.mark.long
@pytest.mark.parametrize("page", WITH_FIGURES)
def test_names_are_text_on_paper(empty_plant: Store, page: str) -> None:
    store = empty_plant
    machine = equipment.create(store, COMMAND_LINE, name=HOSTILE, type=HOSTILE, location=HOSTILE)["id"]
    alert = {"equipment_id": machine, "type": "emergency", "title": HOSTILE, "description": HOSTILE}
    alerts.create(store, COMMAND_LINE, priority="critical", **alert)
    job = {"equipment_id": machine, "maintenance_type": "corrective", "description": HOSTILE}
    maintenance_jobs.create(store, COMMAND_LINE, scheduled_date=NOW - timedelta(days=3), **job)
    record = {"equipment_id": machine, "date": (NOW - timedelta(days=1)).date(), "shift": "morning", "product": HOSTILE}
    production.record(store, COMMAND_LINE, output_quantity=100, defect_quantity=50, downtime_minutes=200.0, **record)
    link = Link(page, ((MACHINE, str(machine)),) if page == "equipment" else ())
    html = as_html(*reports.composed(store, COMMAND_LINE, link, f"http://plant/{HOSTILE}", NOW))
    assert "alert(1)" in html, "the name is there"
    for working in ("<img", "<script>alert", "</script><script>"):
        assert working not in html.replace('</script><script nonce="', "")
    assert html.count("<script") == 2


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (":red-badge[:material/error: Critical] on **Press**", '<span class="red-badge">Critical</span> on <strong>'),
        (r"\:red\[no sign\]", ":red[no sign]"),
        (
            ":small[:green[**✓ met**] · goal]",
            '<span class="small"><span class="green"><strong>✓ met</strong></span> · goal</span>',
        ),
        (":small[**≈ within noise**]", '<span class="small"><strong>≈ within noise</strong></span>'),
        ("<b>bold</b>", "&lt;b&gt;"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
    ],
)
def test_signs_of_pages_become_words(written: str, html: str) -> None:
    assert html in markdown.words(written)


@pytest.fixture
def browser(seen_plant: Store) -> Iterator[TestClient]:
    """The route behind the gate, as a browser asks for it."""
    app = Starlette(routes=printouts.ROUTES, middleware=[Middleware(SessionGuard)])
    with TestClient(app, base_url="http://plant") as made:
        yield made


def signed_in(store: Store, role: str) -> dict[str, str]:
    return {"Cookie": f"{sessions.COOKIE}={sessions.start(store, user_of(store, role), '127.0.0.1', 1.0)}"}


@pytest.mark.long
def test_a_browser_fetches_its_page_with_its_session(
    browser: TestClient, seen_plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.get("/print/overview.pdf").status_code == 401
    refused = browser.get("/print/overview.pdf", headers=signed_in(seen_plant, "operator"))
    assert (refused.status_code, "may not" in refused.text) == (403, True)
    analyst = signed_in(seen_plant, "analyst")
    assert browser.get("/print/uploads.pdf", headers=analyst).status_code == 422
    assert browser.get("/print/uploads.pdf", headers=signed_in(seen_plant, "operator")).status_code == 403
    assert browser.get("/print/overview.exe", headers=analyst).status_code == 404
    assert browser.get("/print/overview.pdf?frozen=none", headers=analyst).status_code == 404
    monkeypatch.setattr(chromium, "printed", lambda page, ending, beside: page.encode())
    answer = browser.get("/print/overview.pdf?period=Custom&from=2026-01-05&to=2026-01-11", headers=analyst)
    assert answer.status_code == 200
    sheet = browser.get("/print/handover.pdf", headers=signed_in(seen_plant, "operator"))
    assert sheet.status_code == 200, "whoever sees a handover prints it"
    assert answer.headers["content-type"] == "application/pdf"
    assert "producflow-overview-2026-01-05-to-2026-01-11.pdf" in answer.headers["content-disposition"]
    assert "5 Jan to 11 Jan 2026" in answer.text


@pytest.mark.long
def test_the_browser_draws_all_pages_and_one_picture(seen_plant: Store) -> None:
    from io import BytesIO
    from struct import unpack

    pdf, png = (
        reports.report(seen_plant, COMMAND_LINE, link_of("overview"), ending, "http://plant", now=context.now())
        for ending in ("pdf", "png")
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    for told in ("is too hot", "Likely cause", "Downtime by reason", "What happened lately", "data version", "1 / "):
        assert told in text
    width, height = unpack(">II", png[16:24])
    assert width == chromium.PAPER[0] * chromium.SCALE
    assert height > chromium.PAPER[1] * chromium.SCALE, "longer than one sheet"


def test_paper_names_the_period_as_the_screen_does(seen_plant: Store) -> None:
    link = Link.of("overview", "period=Today")
    html = as_html(*reports.composed(seen_plant, COMMAND_LINE, link, "http://plant", context.now()))
    assert f"today so far, until {context.now():%H:%M}"[:20] in html
    last = Link.of("overview", "period=Last shift")
    shown, imprint = reports.composed(seen_plant, COMMAND_LINE, last, "http://plant", context.now())
    day, shift, _ = last_shift(context.plant(), context.now())
    assert f"{shift} shift" in as_html(shown, imprint)
    assert f"from={day}&to={day}&shifts={shift.capitalize()}" in imprint.link
