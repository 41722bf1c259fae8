"""Links for one use, by which somebody sets a password that nobody else knows."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from producflow import backups
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.access.sign_in import authenticate
from producflow.errors import Conflict, InvalidInput, NotSignedIn
from producflow.messages import delivering
from producflow.messages.channels import Outgoing
from producflow.operations import account_links, passwords, users
from producflow.reports import audit
from producflow.settings import Settings
from producflow.store.database import Session, Store
from producflow.store.queries import messages
from producflow.web import password
from producflow.web.headers import inline_script_hashes
from producflow.web.shell import Shell
from tests.integration.conftest import AppAs
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")

NEW = "seven blue kettles"
NOW = datetime.now(UTC)
HERE = Settings(secret_key=SecretStr("k" * 40), url="https://plant.example")
MAILING = HERE.model_copy(update={"smtp_host": "127.0.0.1"})


def made_for(store: Store, number: int, settings: Settings = HERE, now: datetime = NOW) -> str:
    token = account_links.create(store, COMMAND_LINE, number, settings, now=now).token
    assert token is not None
    return token


@pytest.fixture
def manager(store: Store) -> int:
    return user_of(store, "manager")


@pytest.fixture
def link(store: Store, manager: int) -> str:
    return made_for(store, manager)


def test_somebody_who_is_new_chooses_their_first_password(store: Store) -> None:
    new = users.create(store, COMMAND_LINE, email="a@b.example", full_name="A", role="operator")
    made = account_links.create(store, COMMAND_LINE, new["id"], HERE, now=NOW)
    assert (made.purpose, made.expires_at) == ("invitation", NOW + timedelta(days=7))
    assert str(made.address(HERE.base)).startswith("https://plant.example/password#pfl_")
    with pytest.raises(NotSignedIn, match="wrong"):
        authenticate(store, "a@b.example", "", "10.0.0.1")
    assert account_links.use(store, str(made.token), NEW) == "a@b.example"
    assert authenticate(store, "a@b.example", NEW, "10.0.0.1").user_id == new["id"]


def test_another_password_by_a_link_ends_sessions_and_asks_for_no_further_one(
    store: Store, manager: int, link: str
) -> None:
    session = sessions.fingerprint(sessions.start(store, manager, "10.0.0.1", 1))
    authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")  # until it is used, the old one holds
    account_links.use(store, link, NEW)
    assert sessions.find(store, session) is None
    assert authenticate(store, email_of("manager"), NEW, "10.0.0.1").user_id == manager


def test_a_link_works_once(store: Store, link: str) -> None:
    account_links.use(store, link, NEW)
    with pytest.raises(NotSignedIn, match="used already"):
        account_links.use(store, link, "eight green lamps")
    assert authenticate(store, email_of("manager"), NEW, "10.0.0.1").email == email_of("manager")


def test_of_two_who_use_it_at_once_one_gets_in(store: Store, link: str) -> None:
    start, outcomes = threading.Barrier(2), dict.fromkeys((NEW, "eight green lamps"), "")

    def use(password: str) -> None:
        start.wait()
        try:
            outcomes[password] = account_links.use(store, link, password)
        except NotSignedIn as refused:
            outcomes[password] = str(refused)

    threads = [threading.Thread(target=use, args=(password,)) for password in outcomes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [won] = [password for password, outcome in outcomes.items() if outcome == email_of("manager")]
    [lost] = [outcome for password, outcome in outcomes.items() if password != won]
    assert "used already" in lost
    assert authenticate(store, email_of("manager"), won, "10.0.0.1").email == email_of("manager")


def test_a_weak_password_does_not_use_it_up(store: Store, link: str) -> None:
    with pytest.raises(InvalidInput, match="one of the commonest"):
        account_links.use(store, link, "password1234")
    assert account_links.use(store, link, NEW)


def test_a_link_runs_out(store: Store, link: str) -> None:
    with pytest.raises(NotSignedIn, match="has run out"):
        account_links.use(store, link, NEW, now=NOW + timedelta(days=1))


@pytest.mark.parametrize("change", ["another link", "another password", "deactivated"])
def test_what_takes_its_place_ends_it(store: Store, manager: int, link: str, change: str) -> None:
    if change == "another link":
        made_for(store, manager)
    elif change == "another password":
        passwords.set_password(store, COMMAND_LINE, manager, "eight green lamps", own=True)
    else:
        users.deactivate(store, COMMAND_LINE, manager)
    with pytest.raises(NotSignedIn, match=r"took the place|deactivated"):
        account_links.use(store, link, NEW)


def test_a_guessed_one_and_one_of_another_server_are_not_known(store: Store, manager: int) -> None:
    for token in ("", "pfl_" + "a" * 43, made_for(store, manager)[:-1]):
        with pytest.raises(NotSignedIn, match="not known"):
            account_links.use(store, token, NEW)


def test_nobody_who_may_not_sign_in_gets_one(store: Store, manager: int) -> None:
    users.deactivate(store, COMMAND_LINE, manager)
    with pytest.raises(Conflict, match="activate the account first"):
        account_links.create(store, COMMAND_LINE, manager, HERE)


def test_no_link_comes_to_life_with_a_backup(store: Store, link: str) -> None:
    copy = store.path.with_name("copy.duckdb")
    backups.backup(store, copy)
    account_links.use(store, link, NEW)
    store.close()
    backups.restore(copy, store.path)
    again = Store.open(store.path)
    with pytest.raises(NotSignedIn, match="took the place"):
        account_links.use(again, link, "eight green lamps")
    again.close()


# By mail


def test_where_mail_goes_out_the_link_goes_by_the_outbox_and_is_told_to_nobody_else(
    store: Store, manager: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, Outgoing]] = []
    monkeypatch.setattr(delivering, "send", lambda channel, message, _: sent.append((channel, message)))
    made = account_links.create(store, COMMAND_LINE, manager, MAILING)
    assert (made.token, made.address(MAILING.base)) == (None, None)
    [row] = delivering.taken(store, datetime.now(UTC))
    delivering.deliver(store, MAILING, row)
    [(channel, message)] = sent
    assert (channel, message.address) == ("email", email_of("manager"))
    token = message.body.split("https://plant.example/password#")[1].strip()
    [listed] = store.read(lambda session: messages.outbox(session, None, limit=9))
    assert (listed["state"], listed["channel"], listed["address"]) == ("sent", "email", email_of("manager"))
    store.checkpoint()
    assert token.encode() not in store.path.read_bytes()
    assert account_links.use(store, token, NEW) == email_of("manager")


def test_a_link_that_is_worthless_by_the_time_is_not_sent(store: Store, manager: int) -> None:
    account_links.create(store, COMMAND_LINE, manager, MAILING)
    passwords.set_password(store, COMMAND_LINE, manager, NEW, own=True)
    [row] = delivering.taken(store, datetime.now(UTC))
    delivering.deliver(store, MAILING, row)
    [listed] = store.read(lambda session: messages.outbox(session, None, limit=9))
    assert (listed["state"], listed["problem"]) == ("given up", "The link was used, replaced or has run out.")


def test_the_audit_log_tells_who_made_and_used_it_and_nothing_that_it_carries(store: Store, link: str) -> None:
    account_links.use(store, link, NEW)
    log = audit.entries(store, audit.Search(entity="account_links"))
    assert log[["user_email", "action", "what"]].to_numpy().tolist() == [
        [email_of("manager"), "use", f"Link of account {email_of('manager')}"],
        ["command line", "create", f"Link of account {email_of('manager')}"],
    ]
    [kept] = store.read(Session.rows, "account_links/by_hash", token_hash=sessions.fingerprint(link))
    assert kept["used_at"] is not None
    assert link not in json.dumps(log.to_dict("records"), default=str)


# Pages


def test_an_administrator_adds_a_person_and_is_shown_the_link_once(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("admin", "admin")
    app.text_input(key="new_name").set_value("Mia Berg")
    app.text_input(key="new_email").set_value("mia@plant.example")
    next(button for button in app.button if button.label == "Add").click().run()
    assert not app.exception
    address = app.code[0].value
    assert "/password#pfl_" in address
    app.button(key="link_put_away").click().run()
    assert not app.code
    assert account_links.use(empty_plant, address.split("#")[1], NEW) == "mia@plant.example"


def test_the_page_of_links_holds_nothing_of_the_plant_and_runs_only_files_of_ours() -> None:
    with TestClient(Shell(Starlette(routes=password.ROUTES))) as client:
        page = client.get("/password")
    assert page.status_code == 200
    assert inline_script_hashes(page.text) == []
