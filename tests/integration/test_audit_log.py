"""What the audit log says beside changes: who came in and who did not, what left the house, which keys are used."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from producflow import printing
from producflow.access import api_keys, attempts, sessions, starts, tallies
from producflow.access import sign_in as signing_in
from producflow.access.roles import COMMAND_LINE, STRANGER
from producflow.commands.known import COMMANDS
from producflow.errors import NotSignedIn, StoreUnavailable
from producflow.housekeeping import kept_up
from producflow.operations import equipment, stop_reasons, stops
from producflow.printing import reports
from producflow.reports import audit, audit_chain
from producflow.reports.links import Link
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.conftest import AppAs
from tests.people import PASSWORD, email_of, user_of

NOON = datetime(2026, 3, 2, 12, 20, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "_times", {})


def told(store: Store, **search: str) -> list[tuple[str, str, str]]:
    """Who, what they did and to what, newest first."""
    found = audit.entries(store, audit.Search(**search))  # type: ignore[arg-type] # dates are not searched for here
    return list(found[["user_email", "action", "what"]].itertuples(index=False, name=None))


def said(store: Store, **search: str) -> list[dict[str, object]]:
    return [json.loads(each) for each in audit.entries(store, audit.Search(**search))["after"].dropna()]  # type: ignore[arg-type]


def test_who_comes_in_and_goes_out_is_told_with_browser_and_address(store: Store) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/143.0"
    cookie = sessions.start(store, user_of(store, "manager"), "10.0.0.7", 12, device=firefox)
    sessions.end(store, sessions.fingerprint(cookie))
    sessions.end(store, sessions.fingerprint(cookie))  # no session, no entry
    who, browser = email_of("manager"), "Browser Firefox on Linux"
    assert told(store, entity="sessions") == [(who, "sign out", browser), (who, "sign in", browser)]
    assert audit.entries(store, audit.Search(action="sign in"))["changes"].tolist() == [
        "address: 10.0.0.7; device: Firefox on Linux"
    ]
    everything = audit.entries(store).to_csv()
    assert cookie not in everything
    assert sessions.fingerprint(cookie) not in everything


def test_a_stop_and_its_reason_are_called_what_they_are(store: Store) -> None:
    machine = equipment.create(store, COMMAND_LINE, name="Press")["id"]
    stop_reasons.add(store, COMMAND_LINE, name="Jam", planned=False)
    stops.record(store, COMMAND_LINE, equipment_id=machine, started_at=NOON, reason="Jam")
    who = COMMAND_LINE.email
    assert told(store, entity="stop_reasons") == [(who, "create", "Stop reason Jam")]
    assert told(store, entity="downtime_events") == [(who, "create", "Stop for Jam on Press")]
    assert [audit.kind(each) for each in ("stop_reasons", "downtime_events")] == ["Stop reason", "Stop"]


def test_a_session_that_is_ended_by_others_says_why(store: Store) -> None:
    cookie = sessions.start(store, user_of(store, "manager"), "10.0.0.7", 12)
    sessions.end(store, sessions.fingerprint(cookie), why="no group lets you in")
    assert "why: no group lets you in" in audit.entries(store)["changes"].iloc[0]


def test_who_is_not_let_in_is_told_once_an_hour_with_how_often(store: Store) -> None:
    """What was typed as email may be a password: it is written where there is such an account only."""
    number = user_of(store, "manager")
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            signing_in.authenticate(store, email_of("manager"), "no kettle", "10.0.0.7")
    with pytest.raises(NotSignedIn):
        signing_in.authenticate(store, "seven blue kettles", "manager@x.de", "10.0.0.8")
    assert told(store, action="sign-in refused") == [
        ("stranger", "sign-in refused", "Person"),
        ("stranger", "sign-in refused", f"Person {email_of('manager')}"),
    ]
    assert "kettle" not in audit.entries(store).to_csv()
    tallies.settle(store, now=datetime.now(UTC) + tallies.HOUR)
    [counted] = [each for each in said(store, action="sign-in refused") if "times" in each]
    assert (counted["times"], counted["address"]) == (3, "10.0.0.7")
    assert audit.entries(store)["entity_id"].iloc[0] == number


def test_a_provider_that_refuses_is_told(store: Store) -> None:
    attempts.note_refused(store, "10.0.0.7", provider="corp", why="You are in no group that may come in.")
    assert said(store, action="sign-in refused")[0]["why"] == "You are in no group that may come in."


def test_a_period_ends_on_the_clock_and_what_happened_once_is_not_counted_again(store: Store) -> None:
    kind = tallies.Kind("use", "api_keys", tallies.HOUR)
    for minute in (0, 39, 41):  # 12:20, 12:59, 13:01
        tallies.note(store, tallies.Event(kind, STRANGER, "10.0.0.7"), NOON + timedelta(minutes=minute))
    before = audit.count(store)
    tallies.settle(store, now=NOON + timedelta(minutes=41))
    assert said(store, action="use")[0] == {"address": "10.0.0.7", "times": 2, "since": "2026-03-02T12:00:00+00:00"}
    tallies.settle(store, now=NOON + timedelta(hours=5))  # 13:01 alone
    assert audit.count(store) == before + 1


def test_thousands_of_addresses_make_no_thousands_of_entries(store: Store) -> None:
    kind = tallies.Kind("key refused", "api_keys", tallies.HOUR)
    for number in range(tallies.MOST + 300):
        tallies.note(store, tallies.Event(kind, STRANGER, f"10.0.{number // 250}.{number % 250}"), NOON)
    assert audit.count(store, audit.Search(action="key refused")) == tallies.MOST + 1
    tallies.settle(store, now=NOON + tallies.HOUR)
    [counted] = [each for each in said(store, action="key refused") if "times" in each]
    assert (counted["address"], counted["times"]) == ("other addresses", 300)


def test_a_server_that_stops_writes_what_it_has_counted(store: Store) -> None:
    kind = tallies.Kind("use", "api_keys", tallies.DAY)
    with kept_up(store, Settings(database=store.path, predict_every=0)):
        for _ in range(7):
            tallies.note(store, tallies.Event(kind, STRANGER, "10.0.0.7"))
    assert said(store, action="use")[0]["times"] == 7


def test_a_start_says_with_which_settings_and_what_is_new(store: Store) -> None:
    secret = SecretStr("q" * 40)
    starts.note(store, Settings(database=store.path, secret_key=secret))
    starts.note(store, Settings(database=store.path, secret_key=secret, audit_days=30))
    starts.note(store, Settings(database=store.path, secret_key=secret, audit_days=30))
    found = audit.entries(store, audit.Search(entity="server"))
    assert found["changes"].tolist()[:2] == ["", "audit days: none → 30"]
    assert "version: " in found["changes"].iloc[2]
    assert "q" * 40 not in found.to_csv()


@pytest.mark.long
def test_a_page_on_paper_and_in_a_mail_is_told(
    demo_plant: Store, monkeypatch: pytest.MonkeyPatch, app_as: AppAs
) -> None:
    monkeypatch.setattr(printing.reports, "on_paper", lambda *_: b"%PDF")
    link = Link.of("overview", "period=7d")
    reports.report(demo_plant, COMMAND_LINE, link, "pdf", "http://plant.example")
    reports.report(demo_plant, COMMAND_LINE, link, "pdf", "http://plant.example", verb="mail")
    assert told(demo_plant, entity="pages") == [
        ("command line", "mail", "Page overview?period=7d"),
        ("command line", "print", "Page overview?period=7d"),
    ]
    app = app_as("admin", "admin", admin_section="Audit log", audit_action="mail")
    assert app.dataframe[0].value["what"].tolist() == ["Page overview?period=7d"]


def test_a_file_that_a_page_offers_is_told_when_it_is_taken(
    demo_plant: Store, monkeypatch: pytest.MonkeyPatch, app_as: AppAs
) -> None:
    taken: list[str] = []
    monkeypatch.setattr("streamlit.download_button", lambda *_, data, **__: taken.append(data()))
    app = app_as("manager", "shifts")
    assert not app.exception
    assert taken
    who, what = told(demo_plant, action="export")[0][::2]
    assert (who, what) == (email_of("manager"), "Page shifts")
    assert said(demo_plant, action="export")[-1] == {"page": "shifts", "file": "production_by_shift.csv"}


def test_what_leaves_no_trace_is_not_given(demo_plant: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(printing.reports, "on_paper", lambda *_: b"%PDF")
    monkeypatch.setattr("producflow.access.audit.queries.add", full)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        reports.report(demo_plant, COMMAND_LINE, Link.of("overview", ""), "pdf", "http://plant.example")


def test_commands_that_take_data_away_are_told(demo_plant: Store, tmp_path: object) -> None:
    options = {"table": "equipment", "format": "csv", "file": f"{tmp_path}/machines.csv"}
    list(COMMANDS["export"](demo_plant, options))
    list(COMMANDS["backup"](demo_plant, {"file": f"{tmp_path}/copy.duckdb"}))
    list(COMMANDS["export-all"](demo_plant, {"folder": f"{tmp_path}/all"}))
    assert [each[1:] for each in told(demo_plant, person="command line")[:3]] == [
        ("export", "Database"),
        ("back up", "Database"),
        ("export", "Machine"),
    ]
    assert demo_plant.read(audit_chain.problems) == []


def test_the_log_is_searched_by_text_and_by_machine(demo_plant: Store, app_as: AppAs) -> None:
    api_keys.create(demo_plant, COMMAND_LINE, "Gateway 100%", "operator")
    app = app_as("admin", "admin", admin_section="Audit log", audit_text="gateway 100%")
    assert not app.exception
    assert app.dataframe[0].value["what"].tolist() == ["Key of Gateway 100%"]
    newest = audit.entries(demo_plant, audit.Search(text="GATEWAY 100%"))["hash"].iloc[0]
    app.text_input(key="audit_text").set_value(newest).run()
    assert len(app.dataframe[0].value) == 1
    app.text_input(key="audit_text").set_value("nothing such").run()
    assert "Nothing was done that fits these filters" in app.info[0].value


def test_the_password_is_never_written(store: Store) -> None:
    user_of(store, "manager")
    assert PASSWORD not in audit.entries(store).to_csv()
