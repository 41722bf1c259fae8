"""Second factors: codes of an app, each once; recovery codes; who needs one; and what attackers do about them."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from producflow import settings as process_settings
from producflow.access import attempts, second_factors, sessions, sign_in, tokens
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.access.sign_in import Step
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotSignedIn, TooManyAttempts, Unfinished
from producflow.operations import passwords
from producflow.reports import audit
from producflow.settings import Settings
from producflow.store.database import Session, Store
from producflow.ui import context
from tests.integration.conftest import AppAs
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")

KEY = SecretStr("k" * 40)
SETTINGS = Settings(secret_key=KEY)
NEEDED = Settings(secret_key=KEY, second_factor=("manager",))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def code_at(at: datetime, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def manager(store: Store) -> Actor:
    return Actor(user_of(store, "manager"), email_of("manager"), "Test manager", Role.MANAGER)


@pytest.fixture
def recovery(store: Store, manager: Actor) -> list[str]:
    """The manager's recovery codes, after the second factor was set up at noon."""
    return second_factors.set_up(store, manager, SECRET, code_at(NOON), SETTINGS, now=NOON)


def accepts(store: Store, manager: Actor, code: str, now: datetime = LATER, settings: Settings = SETTINGS) -> bool:
    return second_factors.accept(store, manager, code, settings, now=now)


# Codes


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B: SHA-1, 20 bytes, at 59 s; the last six digits of 94287082."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert pyotp.TOTP(secret).at(59) == "287082"


def test_a_code_works_once_and_none_before_it_afterwards(store: Store, manager: Actor, recovery: list[str]) -> None:
    assert not accepts(store, manager, code_at(NOON), NOON), "that one set it up"
    assert accepts(store, manager, f" {code_at(LATER)[:3]} {code_at(LATER)[3:]}")
    assert not accepts(store, manager, code_at(LATER))
    assert not accepts(store, manager, code_at(LATER - timedelta(seconds=30)))


@pytest.mark.parametrize(("off", "good"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_phones_clock_may_be_half_a_minute_off(
    store: Store, manager: Actor, recovery: list[str], off: int, good: bool
) -> None:
    assert accepts(store, manager, code_at(LATER + timedelta(seconds=off))) is good


def test_of_two_at_once_with_one_code_one_gets_in(store: Store, manager: Actor, recovery: list[str]) -> None:
    start, outcomes = threading.Barrier(2), list[bool]()

    def use() -> None:
        start.wait()
        outcomes.append(accepts(store, manager, code_at(LATER)))

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]


@pytest.mark.parametrize(
    "code", ["", "000000", "\uff11\uff12\uff13\uff14\uff15\uff16", "12345", "abcdef", "aaaa-aaaa-aaaa-aaaa"]
)
def test_what_is_no_code_lets_nobody_in(store: Store, manager: Actor, recovery: list[str], code: str) -> None:
    assert not accepts(store, manager, code)


def test_a_clock_that_was_set_back_refuses_no_codes_for_ever(store: Store, manager: Actor, recovery: list[str]) -> None:
    assert accepts(store, manager, code_at(LATER + timedelta(days=30)), LATER + timedelta(days=30))
    assert accepts(store, manager, code_at(LATER))


def test_a_recovery_code_works_once_however_it_is_typed(store: Store, manager: Actor, recovery: list[str]) -> None:
    assert (len(recovery), len(set(recovery))) == (10, 10)
    assert accepts(store, manager, recovery[0].upper().replace("-", " "))
    assert not accepts(store, manager, recovery[0])
    assert accepts(store, manager, recovery[1])
    assert '"recovery_codes_left": 8' in audit.entries(store, audit.Search(entity="second_factors"))["after"][0]


def test_new_recovery_codes_replace_the_old(store: Store, manager: Actor, recovery: list[str]) -> None:
    [fresh, *_] = second_factors.renew_codes(store, manager)
    assert not accepts(store, manager, recovery[0])
    assert accepts(store, manager, fresh)


def test_neither_secret_nor_codes_lie_in_the_database_or_the_audit_log(
    store: Store, manager: Actor, recovery: list[str]
) -> None:
    store.checkpoint()
    kept = store.path.read_bytes()
    for secret in (SECRET, recovery[0], recovery[0].replace("-", "")):
        assert secret.encode() not in kept
    assert not accepts(store, manager, code_at(LATER), settings=Settings(secret_key=SecretStr("x" * 40)))


def test_a_wrong_code_sets_nothing_up_and_a_second_factor_is_not_replaced(store: Store, manager: Actor) -> None:
    with pytest.raises(InvalidInput, match="not the code that belongs"):
        second_factors.set_up(store, manager, SECRET, code_at(LATER), SETTINGS, now=NOON)
    second_factors.set_up(store, manager, SECRET, code_at(NOON), SETTINGS, now=NOON)
    with pytest.raises(Conflict, match="already"):
        second_factors.set_up(store, manager, SECRET, code_at(NOON), SETTINGS, now=NOON)


# Signing in


def enters(store: Store, settings: Settings = SETTINGS, password: str = PASSWORD, **more: str) -> Actor:
    return sign_in.authenticate(store, email_of("manager"), password, "10.0.0.1", settings=settings, **more)


def test_a_right_password_alone_lets_nobody_in(store: Store, manager: Actor, recovery: list[str]) -> None:
    with pytest.raises(Unfinished, match="send the code") as unfinished:
        enters(store)
    assert unfinished.value.entering.step is Step.CODE
    actor = enters(store, code=code_at(datetime.now(UTC)))
    assert (actor.user_id, actor.factor) == (manager.user_id, True)


def test_a_wrong_password_tells_nothing_of_the_code(store: Store, manager: Actor, recovery: list[str]) -> None:
    with pytest.raises(NotSignedIn, match=r"^The email or the password is wrong\.$"):
        enters(store, password="wrong but long enough", code=code_at(datetime.now(UTC)))


def test_wrong_codes_lock_out_as_wrong_passwords_do_and_the_password_makes_up_for_none(
    store: Store, manager: Actor, recovery: list[str]
) -> None:
    for _ in range(attempts.ACCOUNT.free):
        with pytest.raises(NotSignedIn, match="code is wrong"):
            enters(store, code="000000")
        with pytest.raises(Unfinished):
            enters(store)
    with pytest.raises(NotSignedIn, match="code is wrong"):
        enters(store, code="000000")
    with pytest.raises(TooManyAttempts):
        enters(store, code=recovery[0])


def test_a_role_that_needs_one_gets_no_token_and_no_session_holds_without_it(
    store: Store, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens.issue(store, manager, SETTINGS)
    session = sessions.fingerprint(sessions.start(store, int(manager.user_id or 0), "10.0.0.1", 1))
    assert tokens.actor_of(store, token, SETTINGS) == manager
    monkeypatch.setattr(sessions, "current_settings", lambda: NEEDED)
    assert sessions.find(store, session) is None
    with pytest.raises(NotSignedIn):
        tokens.actor_of(store, token, NEEDED)
    with pytest.raises(Unfinished, match="Your role needs a second factor") as unfinished:
        enters(store, NEEDED)
    assert unfinished.value.entering.step is Step.SET_UP
    second_factors.set_up(store, manager, SECRET, code_at(NOON), NEEDED, now=NOON)
    actor = enters(store, NEEDED, code=code_at(datetime.now(UTC)))
    assert tokens.actor_of(store, tokens.issue(store, actor, NEEDED), NEEDED).user_id == manager.user_id
    proved = sessions.start(store, int(manager.user_id or 0), "10.0.0.1", 1, factor=True)
    assert sessions.find(store, sessions.fingerprint(proved)) is not None


def test_setting_it_up_ends_other_sessions_and_tokens(store: Store, manager: Actor) -> None:
    here, there = (
        sessions.fingerprint(sessions.start(store, int(manager.user_id or 0), "10.0.0.1", 1)) for _ in range(2)
    )
    token = tokens.issue(store, manager, SETTINGS)
    second_factors.set_up(store, manager, SECRET, code_at(NOON), SETTINGS, session=here, now=NOON)
    assert sessions.find(store, here) is not None
    assert sessions.find(store, there) is None
    with pytest.raises(NotSignedIn):
        tokens.actor_of(store, token, SETTINGS)


def test_an_administrator_takes_it_away_and_nobody_else(store: Store, manager: Actor, recovery: list[str]) -> None:
    session = sessions.fingerprint(sessions.start(store, int(manager.user_id or 0), "10.0.0.1", 1, factor=True))
    with pytest.raises(NotAllowed):
        second_factors.reset(store, manager, int(manager.user_id or 0))
    second_factors.reset(store, COMMAND_LINE, int(manager.user_id or 0))
    assert sessions.find(store, session) is None
    assert enters(store).user_id == manager.user_id
    assert not accepts(store, manager, recovery[0])
    assert audit.entries(store, audit.Search(entity="second_factors"))["action"].tolist() == ["remove", "set up"]


def test_a_new_password_does_not_take_it_away(store: Store, manager: Actor, recovery: list[str]) -> None:
    passwords.set_password(store, COMMAND_LINE, int(manager.user_id or 0), "seven blue kettles", own=True)
    with pytest.raises(Unfinished):
        enters(store, password="seven blue kettles")


def test_roles_are_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCFLOW_SECOND_FACTOR", ", ".join(Role))
    assert process_settings.load().second_factor == tuple(Role)


# The page


def fill_in(app: AppTest, *values: str) -> None:
    for field, value in zip(app.text_input, values, strict=True):
        field.set_value(value)
    next(button for button in app.button if button.proto.is_form_submitter).click().run()
    assert not app.exception


@pytest.mark.long
def test_the_page_helps_to_set_it_up_and_asks_for_a_code_from_then_on(
    empty_plant: Store, app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODUCFLOW_SECOND_FACTOR", "manager")
    process_settings.current.cache_clear()
    user_of(empty_plant, "manager")
    app = app_as(None)
    fill_in(app, email_of("manager"), PASSWORD)
    secret = app.code[0].value.replace(" ", "")
    fill_in(app, "000000")
    assert "not the code that belongs" in app.error[0].value
    code = code_at(datetime.now(UTC), secret)
    fill_in(app, code)
    codes = app.code[0].value.split("\n")
    assert len(codes) == second_factors.RECOVERY_CODES
    assert context.SESSION_KEY not in app.session_state, "not before they are kept"
    app.button(key="codes_kept_enter").click().run()
    assert sessions.find(empty_plant, app.session_state[context.SESSION_KEY]) is not None

    again = app_as(None)
    fill_in(again, email_of("manager"), PASSWORD)
    assert [field.label for field in again.text_input] == ["Code of your app"]
    fill_in(again, code)  # not that of another half minute, which may have begun
    assert "was used already" in again.error[0].value, "to set it up"
    fill_in(again, codes[0])
    assert sessions.find(empty_plant, again.session_state[context.SESSION_KEY]) is not None
    [kept] = empty_plant.read(Session.rows, "users/all")
    assert kept["has_factor"]
