"""Passwords, attempts, sessions, tokens and one-time codes on a real database."""

import time
from datetime import UTC, datetime, timedelta

import bcrypt
import jwt
import pytest
from pydantic import SecretStr

from producflow.access import claims, passwords, sessions, sign_in, tokens
from producflow.access.passwords import check_password, hash_password
from producflow.access.roles import COMMAND_LINE, Role
from producflow.errors import InvalidInput, NotSignedIn, Unfinished
from producflow.operations import passwords as setting
from producflow.operations import users
from producflow.settings import Settings
from producflow.store.database import Session, Store
from tests.people import PASSWORD, email_of, user_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTINGS = Settings(secret_key=SecretStr("0123456789abcdef0123456789abcdef"), token_minutes=30)


@pytest.fixture
def manager(store: Store) -> int:
    """A manager whose password is known."""
    return user_of(store, "manager")


# Passwords


@pytest.mark.parametrize("password", [" spaces at both ends ", "äöüßéèêñçåøæ" * 3, "x" * 60 + "0123456789ab"])
def test_every_byte_up_to_72_counts(password: str) -> None:
    kept = hash_password(password)
    assert check_password(password, kept)
    assert not check_password(password[:-1], kept)
    assert not check_password(password.strip() + "!", kept)


def test_spaces_at_the_ends_count() -> None:
    assert not check_password("spaces at both ends", hash_password(" spaces at both ends "))


def test_a_password_over_72_bytes_is_one_sentence_and_never_a_match() -> None:
    with pytest.raises(InvalidInput, match="up to 72 bytes; this one has 74") as refused:
        passwords.sound_password("ä" * 37, "a@b.example")
    assert refused.value.field == "password"
    assert not check_password("a" * 72 + "b", hash_password("a" * 72))


@pytest.mark.parametrize("hash_of_nobody", [None, passwords.NOBODY])
def test_nobody_has_no_password(hash_of_nobody: str | None) -> None:
    assert not check_password("", hash_of_nobody)


# The check of email and password


def test_whatever_the_account_the_check_costs_the_same(
    store: Store, manager: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []

    def counted(password: bytes, kept: bytes) -> bool:
        costs.append(kept[:7].decode())
        return real(password, kept)

    real = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", counted)
    for email, password in [
        (email_of("manager"), "wrong but of good length"),
        ("nobody@people.example", "wrong but of good length"),
        (email_of("manager"), "ä" * 200),
        ("", ""),
    ]:
        with pytest.raises(NotSignedIn, match=r"^The email or the password is wrong\.$"):
            sign_in.authenticate(store, email, password, "10.0.0.1")
    assert costs == ["$2b$12$"] * 4


def test_email_is_taken_in_any_case(store: Store, manager: int) -> None:
    assert sign_in.authenticate(store, " MANAGER@people.Example ", PASSWORD, "10.0.0.1").role is Role.MANAGER


def test_a_deactivated_account_stays_out(store: Store, manager: int) -> None:
    users.change(store, COMMAND_LINE, manager, {"is_active": False})
    with pytest.raises(NotSignedIn, match="deactivated"):
        sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")


def test_signing_in_leaves_what_was_computed_from_the_data_standing(store: Store, manager: int) -> None:
    before = store.data_version
    sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")
    sessions.end(store, sessions.fingerprint(sessions.start(store, manager, "10.0.0.1", 1)))
    assert store.data_version == before


# Sessions


def test_a_session_knows_its_person_until_it_runs_out(store: Store, manager: int) -> None:
    token_hash = sessions.fingerprint(sessions.start(store, manager, "10.0.0.1", 12, now=NOON))
    actor = sessions.find(store, token_hash, now=NOON + timedelta(hours=11, minutes=59))
    assert actor is not None
    assert (actor.user_id, actor.role) == (manager, Role.MANAGER)
    assert sessions.find(store, token_hash, now=NOON + timedelta(hours=12)) is None


def test_the_cookie_is_kept_nowhere(store: Store, manager: int) -> None:
    token = sessions.start(store, manager, "10.0.0.1", 12)
    store.checkpoint()
    assert token.encode() not in store.path.read_bytes()
    assert sessions.find(store, token) is None


def test_an_ended_session_stays_ended_and_others_go_on(store: Store, manager: int) -> None:
    first, second = (sessions.fingerprint(sessions.start(store, manager, "10.0.0.1", 1)) for _ in range(2))
    assert sessions.open_sessions(store) == 2
    sessions.end(store, first)
    sessions.end(store, first)
    assert sessions.find(store, first) is None
    assert sessions.find(store, second) is not None
    assert sessions.open_sessions(store) == 1


@pytest.mark.parametrize("cookie", ["", "x", "ü", "\udc80", "a" * 100_000, "' OR 1=1 --"])
def test_a_malformed_cookie_is_nobody(store: Store, cookie: str) -> None:
    assert sessions.find(store, sessions.fingerprint(cookie)) is None


# Tokens


def test_a_token_stands_for_its_person(store: Store, manager: int) -> None:
    actor = sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")
    token = tokens.issue(store, actor, SETTINGS)
    assert tokens.actor_of(store, token, SETTINGS) == actor
    assert set(jwt.decode(token, options={"verify_signature": False})) == {
        *("iss", "sub", "iat", "exp", "factor", "jti", "credentials_version")
    }


@pytest.mark.parametrize("end", ["deactivate", "role", "password"])
def test_a_token_ends_with_the_credentials(store: Store, manager: int, end: str) -> None:
    actor = sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")
    token = tokens.issue(store, actor, SETTINGS)
    if end == "password":
        setting.set_password(store, COMMAND_LINE, manager, "an altogether new phrase")
    else:
        users.change(store, COMMAND_LINE, manager, {"is_active": False} if end == "deactivate" else {"role": "analyst"})
    with pytest.raises(NotSignedIn):
        tokens.actor_of(store, token, SETTINGS)


def test_a_token_runs_out(store: Store, manager: int) -> None:
    actor = sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")
    old = tokens.issue(store, actor, SETTINGS, now=datetime.now(UTC) - timedelta(minutes=31))
    with pytest.raises(NotSignedIn):
        tokens.actor_of(store, old, SETTINGS)


def test_a_token_that_is_not_ours_is_refused(store: Store, manager: int) -> None:
    actor = sign_in.authenticate(store, email_of("manager"), PASSWORD, "10.0.0.1")
    contents = jwt.decode(tokens.issue(store, actor, SETTINGS), options={"verify_signature": False})
    key = SETTINGS.signing_key()
    forged = [
        "",
        "not a token",
        jwt.encode(contents, "another key of thirty-two bytes and more", algorithm="HS256"),
        jwt.encode(contents, key + "0123456789abcdef0123456789abcdef", algorithm="HS512"),
        jwt.encode(contents, "", algorithm="none"),
        jwt.encode({**contents, "sub": "me"}, key, algorithm="HS256"),
        jwt.encode({name: value for name, value in contents.items() if name != "exp"}, key, algorithm="HS256"),
    ]
    for token in forged:
        with pytest.raises(NotSignedIn):
            tokens.actor_of(store, token, SETTINGS)


# The first administrator


def test_the_first_start_makes_one_administrator_and_the_second_none(store: Store) -> None:
    settings = Settings(admin_email="Boss@plant.example")
    password = sign_in.ensure_administrator(store, settings)
    assert password is not None
    with pytest.raises(Unfinished, match="Somebody else set this password"):  # it stands in a terminal or a log
        sign_in.authenticate(store, "boss@plant.example", password, "10.0.0.1")
    assert sign_in.ensure_administrator(store, settings) is None
    assert len(store.read(Session.rows, "users/all")) == 1


def test_a_password_from_the_environment_is_not_shown(store: Store) -> None:
    settings = Settings(admin_email="boss@plant.example", admin_password=SecretStr(PASSWORD))
    assert sign_in.ensure_administrator(store, settings) is None
    assert sign_in.authenticate(store, "boss@plant.example", PASSWORD, "10.0.0.1").role is Role.ADMIN


def test_a_weak_password_from_the_environment_is_refused(store: Store) -> None:
    settings = Settings(admin_email="boss@plant.example", admin_password=SecretStr("admin"))
    with pytest.raises(InvalidInput, match="at least 12 characters"):
        sign_in.ensure_administrator(store, settings)


# One-time codes


def test_a_code_works_once() -> None:
    code = claims.offer("the cookie", "this browser")
    assert claims.waiting(code)
    assert claims.redeem(code, "this browser") == "the cookie"
    assert not claims.waiting(code)
    assert claims.redeem(code, "this browser") is None


@pytest.mark.parametrize("browser", ["", "another browser", "ü"])
def test_a_code_works_in_its_own_browser_only_and_is_spent_by_another(browser: str) -> None:
    code = claims.offer("the cookie", "this browser")
    assert claims.redeem(code, browser) is None
    assert claims.redeem(code, "this browser") is None


def test_a_code_lives_for_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    code = claims.offer("the cookie", "this browser")
    later = time.monotonic() + claims.LIFETIME + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert not claims.waiting(code)
    assert claims.redeem(code, "this browser") is None
