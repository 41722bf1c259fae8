"""What an address says, whoever wrote it: letter case, days without a period, defaults."""

from datetime import UTC, date, datetime

import pytest

from producflow.domain.plant import PlantSettings
from producflow.reports.links import Link

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("period=custom&from=2026-03-02&to=2026-03-08", "period=Custom&from=2026-03-02&to=2026-03-08"),
        ("from=2026-03-02", "period=Custom&from=2026-03-02"),
        ("period=30D&shifts=NIGHT&shifts=morning", "period=30d&shifts=Night&shifts=Morning"),
        ("period=7d&machines=Press+1", "machines=Press+1"),
        ("period=fortnight&from=yesterday", "period=fortnight&from=yesterday"),
        ("period=30d&from=2026-03-02", "period=30d&from=2026-03-02"),
        ("from=rubbish", "from=rubbish"),
        ("machine=2&receipt=oee", "machine=2&receipt=oee"),
    ],
)
def test_the_address_is_written_as_the_pages_write_it(query: str, wanted: str) -> None:
    found = Link.of("overview", query).canonical(("morning", "afternoon", "night"))
    assert found.query == wanted
    assert found.canonical(("morning", "afternoon", "night")) == found


def test_an_older_address_of_the_losses_names_its_baseline_anew() -> None:
    old = "baseline=Days+of+my+own&baseline_from=2026-03-02&baseline_to=2026-03-08"
    assert Link.of("losses", old).canonical().query == old.replace("baseline=", "savings_baseline=").replace(
        "baseline_from", "savings_from"
    ).replace("baseline_to", "savings_to")
    assert Link.of("changes", old).canonical().query == old


def test_an_older_address_of_the_admin_page_names_its_section_anew() -> None:
    assert Link.of("admin", "section=Limits").canonical().query == "admin_section=Limits"
    assert Link.of("uploads", "section=Profiles").canonical().query == "section=Profiles"


def test_an_older_address_names_anew_by_what_figures_are_told() -> None:
    assert Link.of("coverage", "oee_by=Area&area=Hall").canonical().query == "by=Area&area=Hall"
    assert Link.of("losses", "by=Line&loss=Jam").canonical().query == "loss_by=Line&loss=Jam"


@pytest.mark.parametrize(
    "query",
    ["period=CUSTOM&from=2026-03-02&to=2026-03-08", "to=2026-03-08&from=2026-03-02", "from=2026-03-08&to=2026-03-02"],
)
def test_days_in_a_link_are_looked_at(query: str) -> None:
    view = Link.of("overview", query).view(PlantSettings(timezone="UTC"), NOW, {})
    assert (view.first_day, view.last_day) == (date(2026, 3, 2), date(2026, 3, 8))
