"""Where people are signed in: use and idleness, signing out elsewhere, and proving again who one is."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from producflow import settings as process_settings
from producflow.access import sessions, sign_in, tokens
from producflow.access.browsers import described
from producflow.access.roles import COMMAND_LINE, Actor, Permission
from producflow.errors import NotAllowed, NotConfirmed, NotFound, NotSignedIn, TooManyAttempts
from producflow.operations import sessions as signed_in
from producflow.operations import users
from producflow.store.database import Store
from producflow.ui import context, shown
from tests.integration.conftest import MAIN
from tests.people import PASSWORD, user_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/141.0 Safari/537.36 Edg/141.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1 Version/18.6 Mobile/15E Safari/604.1"

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def begun(store: Store, role: str, now: datetime = NOON, device: str | None = None) -> str:
    """Hash of the cookie of a session that somebody has begun."""
    return sessions.fingerprint(sessions.start(store, user_of(store, role), "10.0.0.7", 12, device=device, now=now))


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch, process_database: object) -> None:
    """Sessions end after ten minutes without use."""
    monkeypatch.setenv("PRODUCFLOW_IDLE_MINUTES", "10")
    process_settings.current.cache_clear()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/141.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S9) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.5.0", "Unknown browser"),
        ("<script>alert(1)</script>" * 500, "Unknown browser"),
        (None, "Unknown browser"),
    ],
)
def test_a_browser_is_told_in_two_words(said: str | None, words: str) -> None:
    assert described(said) == words


# Idleness


@pytest.mark.usefixtures("idle")
def test_a_session_that_nobody_uses_ends_before_its_time(store: Store) -> None:
    session = begun(store, "operator")
    assert sessions.find(store, session, now=minutes(10)) is not None
    assert sessions.find(store, session, now=minutes(11.1)) is None
    sessions.note_use(store, session, now=minutes(8))
    assert sessions.find(store, session, now=minutes(18)) is not None
    assert sessions.find(store, session, now=minutes(19.1)) is None
    assert len(sessions.holding(store, now=minutes(18))) == 1
    assert sessions.holding(store, now=minutes(19.1)) == []


@pytest.mark.usefixtures("idle")
def test_use_does_not_lengthen_its_life(store: Store) -> None:
    session = begun(store, "operator")
    sessions.note_use(store, session, now=minutes(719))
    assert sessions.find(store, session, now=minutes(719.9)) is not None
    assert sessions.find(store, session, now=minutes(720)) is None


def test_without_the_setting_only_its_life_counts(store: Store) -> None:
    assert sessions.find(store, begun(store, "operator"), now=minutes(719)) is not None


@pytest.mark.long
def test_a_page_that_runs_because_of_news_is_no_use(empty_plant: Store) -> None:
    earlier = datetime.now(UTC) - timedelta(hours=2)
    session = begun(empty_plant, "operator", earlier)
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.session_state[context.SESSION_KEY] = session
    app.session_state[shown.NEWS] = True
    app.run()
    [row] = sessions.holding(empty_plant)
    assert row["used_at"] == row["created_at"]
    app.run()  # as a click does
    [row] = sessions.holding(empty_plant)
    assert row["used_at"] - row["created_at"] >= timedelta(hours=2)


# Where one is signed in


def actor_of(store: Store, session: str, now: datetime = NOON) -> Actor:
    found = sessions.find(store, session, now=now)
    assert found is not None
    return found


def test_everybody_sees_and_ends_their_own(store: Store) -> None:
    now = datetime.now(UTC)
    here, there = (begun(store, "operator", now, device) for device in (FIREFOX, IPHONE))
    begun(store, "manager", now)
    me = actor_of(store, here, now)
    assert me.user_id is not None
    listed = signed_in.of(store, me, me.user_id)
    assert {(row["device"], row["address"]) for row in listed} == {
        ("Firefox on Windows", "10.0.0.7"),
        ("Safari on iPhone", "10.0.0.7"),
    }
    other = next(row["id"] for row in listed if row["token_hash"] == there)
    signed_in.end(store, me, me.user_id, other)
    assert (sessions.find(store, there), sessions.find(store, here) is not None) == (None, True)
    with pytest.raises(NotFound, match="signed out already"):
        signed_in.end(store, me, me.user_id, other)


def test_everywhere_else_spares_this_one_and_ends_tokens(store: Store) -> None:
    now = datetime.now(UTC)
    here, there = begun(store, "operator", now), begun(store, "operator", now)
    me = actor_of(store, here, now)
    assert me.user_id is not None
    token = tokens.issue(store, me)
    signed_in.end_all(store, me, me.user_id, but=here)
    assert (sessions.find(store, there), sessions.find(store, here) is not None) == (None, True)
    with pytest.raises(NotSignedIn):
        tokens.actor_of(store, token)
    signed_in.end_all(store, me, me.user_id)
    assert sessions.find(store, here) is None


def test_those_of_others_are_for_whoever_manages_people(store: Store) -> None:
    now = datetime.now(UTC)
    mine, theirs = begun(store, "manager", now), begun(store, "operator", now)
    me, operator = actor_of(store, mine, now), user_of(store, "operator")
    [row] = sessions.holding(store, operator)
    for refused in (
        lambda: signed_in.of(store, me, operator),
        lambda: signed_in.end(store, me, operator, row["id"]),
        lambda: signed_in.end_all(store, me, operator),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotFound):
        signed_in.end(store, me, int(me.user_id or 0), row["id"])  # another's, passed off as one's own
    signed_in.end_all(store, COMMAND_LINE, operator)
    assert sessions.find(store, theirs) is None


# Proving again who one is


def test_people_are_managed_for_half_an_hour_after_the_password_was_typed(store: Store) -> None:
    session = begun(store, "admin")
    assert len(users.everyone(store, actor_of(store, session, minutes(30)))) == 1
    late = actor_of(store, session, minutes(30.1))
    with pytest.raises(NotConfirmed, match="prove again who you are"):
        users.everyone(store, late)
    late.require(Permission.MANAGE_PLANT)
    sessions.confirm(store, session, now=minutes(31))
    assert users.everyone(store, actor_of(store, session, minutes(60)))


def test_a_page_asks_for_the_password_and_goes_on(empty_plant: Store) -> None:
    session = begun(empty_plant, "admin", datetime.now(UTC) - timedelta(hours=2))
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.switch_page("../../pages/admin.py")
    app.session_state[context.SESSION_KEY] = session
    app.run()
    assert not app.exception
    assert not app.dataframe
    app.text_input(key="confirm_password").set_value("not the password")
    app.button(key="FormSubmitter:confirm-Go on").click().run()
    assert [error.value for error in app.error] == ["The email or the password is wrong\\."]
    app.text_input(key="confirm_password").set_value(PASSWORD)
    app.button(key="FormSubmitter:confirm-Go on").click().run()
    assert not app.error
    assert app.dataframe


def test_other_parts_of_the_page_do_not_ask(empty_plant: Store) -> None:
    session = begun(empty_plant, "admin", datetime.now(UTC) - timedelta(hours=2))
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.switch_page("../../pages/admin.py")
    app.query_params["admin_section"] = "Limits"
    app.session_state[context.SESSION_KEY] = session
    app.run()
    assert not app.exception
    assert [each.key for each in app.text_input if each.key == "confirm_password"] == []


def test_a_wrong_password_there_counts_as_everywhere(store: Store) -> None:
    admin = actor_of(store, begun(store, "admin"))
    for _ in range(4):
        with pytest.raises(NotSignedIn):
            sign_in.confirm(store, admin, "not the password", "10.0.0.7", "0" * 64)
    with pytest.raises(TooManyAttempts, match="Too many failed sign-ins"):
        sign_in.confirm(store, admin, PASSWORD, "10.0.0.7", "0" * 64)
