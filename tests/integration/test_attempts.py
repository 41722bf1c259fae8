"""Failed sign-ins are slowed and refused; nobody is shut out by what others do."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import bcrypt
import pytest
from pydantic import SecretStr

from producflow.access import attempts, devices, sign_in
from producflow.access.roles import COMMAND_LINE
from producflow.errors import NotSignedIn, TooManyAttempts
from producflow.operations import users
from producflow.settings import Settings
from producflow.store.database import Session, Store, Transaction
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = Settings(secret_key=SecretStr("0123456789abcdef0123456789abcdef"))
WHO, HERE = "a@b.example", "10.0.0.1"


@pytest.fixture
def manager(store: Store) -> int:
    """A manager whose password is known."""
    return user_of(store, "manager")


def fail(store: Store, at: datetime, email: str = WHO, address: str = HERE, device: str | None = None) -> None:
    """One wrong password."""
    with attempts.begin(store, email, address, device=device, now=at) as attempt:
        attempt.failed()


def succeed(store: Store, at: datetime, email: str = WHO, address: str = HERE, device: str | None = None) -> None:
    """One right password."""
    with attempts.begin(store, email, address, device=device, now=at) as attempt:
        attempt.succeeded()


def failures(store: Store, number: int) -> datetime:
    """Let some attempts fail, each as soon as it is looked at; the instant of the last."""
    at = NOON
    for _ in range(number):
        while True:
            try:
                fail(store, at)
            except TooManyAttempts as refused:
                at += timedelta(seconds=refused.retry_after)
            else:
                break
    return at


@pytest.mark.parametrize(
    ("number", "seconds"), [(4, 1), (5, 2), (6, 4), (7, 8), (8, 16), (9, 32), (10, 900)], ids=lambda value: str(value)
)
def test_failures_of_an_account_at_an_address_are_slowed_and_then_locked(
    store: Store, number: int, seconds: float
) -> None:
    at = failures(store, number)
    with pytest.raises(TooManyAttempts) as refused:
        fail(store, at, " A@b.example")
    assert refused.value.retry_after == seconds
    fail(store, at, "A@b.example", "10.0.0.2")  # elsewhere nothing has failed yet
    fail(store, at + timedelta(seconds=seconds), "A@b.example")


def test_three_failures_are_free(store: Store) -> None:
    assert failures(store, 3) == NOON
    fail(store, NOON)


def test_the_sentence_says_when_to_try_again(store: Store) -> None:
    at = failures(store, 10)
    with pytest.raises(TooManyAttempts, match=r"^Too many failed sign-ins; try again in 15 minutes\.$"):
        fail(store, at)


def test_an_address_that_tries_many_accounts_is_locked(store: Store) -> None:
    at = NOON
    for number in range(50):
        at += timedelta(seconds=33)
        fail(store, at, f"other{number}@b.example", "10.0.0.9")
    with pytest.raises(TooManyAttempts):
        fail(store, at, "fresh@b.example", "10.0.0.9")
    fail(store, at, "fresh@b.example", "10.0.0.8")


def test_a_quarter_of_an_hour_without_failures_forgets_them(store: Store) -> None:
    at = failures(store, 3) + timedelta(minutes=15, seconds=1)
    for _ in range(4):
        fail(store, at)


def test_a_success_starts_the_account_afresh_here_and_not_the_address(store: Store) -> None:
    failures(store, 3)
    succeed(store, NOON)
    for _ in range(3):
        fail(store, NOON)
    kept = store.read(Session.row, "sign_in/failures_of", subject=f"address:{HERE}")
    assert kept is not None
    assert kept["failures"] == 6


def test_failures_outlive_the_process(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "plant.duckdb")
    at = failures(store, 10)
    store.close()
    again = Store.open(tmp_path / "plant.duckdb")
    with pytest.raises(TooManyAttempts):
        fail(again, at)
    again.close()


def test_the_right_password_is_not_looked_at_while_locked(
    store: Store, manager: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    for minutes in range(attempts.ACCOUNT.lock - 1, -1, -1):  # far enough apart that each is looked at
        fail(store, now - timedelta(minutes=minutes), email_of("manager"))
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_: pytest.fail("it was looked at"))
    with pytest.raises(TooManyAttempts):
        sign_in.authenticate(store, email_of("manager"), PASSWORD, HERE)


# Nobody is shut out by others


def strangers() -> Iterator[str]:
    """Addresses without end."""
    return (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in count(0x20000))


def test_wrong_tries_from_changing_addresses_do_not_lock_the_owner_out(store: Store, manager: int) -> None:
    email, elsewhere = email_of("manager"), strangers()
    for _ in range(17):
        with pytest.raises(NotSignedIn):
            sign_in.authenticate(store, email, "wrong but of good length", next(elsewhere))
    assert sign_in.authenticate(store, email, PASSWORD, HERE).user_id == manager  # never seen there before
    refused = 0
    for _ in range(20):
        try:
            fail(store, datetime.now(UTC), email, next(elsewhere))
        except TooManyAttempts:
            refused += 1
    assert refused >= 16, "strangers have used up what they have"
    assert sign_in.authenticate(store, email, PASSWORD, HERE).user_id == manager, "the address is known by now"


@pytest.mark.long
def test_a_known_browser_gets_through_wherever_it_is(store: Store, manager: int) -> None:
    email, now = email_of("manager"), datetime.now(UTC)
    cookie = devices.with_account(None, manager, SETTINGS)
    for n in range(attempts.ADDRESS.lock):  # the address is locked for everybody, and strangers have used up theirs
        fail(store, now - timedelta(seconds=33 * (49 - n)), f"other{n}@b.example", "10.9.9.9")
    for address, _ in zip(strangers(), range(20), strict=False):
        fail(store, now, email, address)
    with pytest.raises(TooManyAttempts):
        sign_in.authenticate(store, email, PASSWORD, "10.9.9.9", settings=SETTINGS)
    admitted = sign_in.authenticate(store, email, PASSWORD, "10.9.9.9", browser=cookie, settings=SETTINGS)
    assert admitted.user_id == manager


def test_guesses_with_a_copied_cookie_are_counted_against_it(store: Store) -> None:
    for n in range(10):
        fail(store, NOON + timedelta(minutes=n), address=f"10.7.0.{n}", device="stolen")
    with pytest.raises(TooManyAttempts):
        fail(store, NOON + timedelta(minutes=10), address="10.7.0.99", device="stolen")
    fail(store, NOON + timedelta(minutes=10), address="10.7.0.99", device="another")
    fail(store, NOON + timedelta(minutes=10), address="10.7.0.99")


# What guessing costs


def guesses(store: Store, hours: int, *, emails: Iterator[str], addresses: Iterator[str]) -> list[datetime]:
    """When a patient guesser's passwords were looked at, who asks again as early as pays: once all is forgotten."""
    at, looked_at = NOON, []
    while at < NOON + hours * HOUR:
        try:
            fail(store, at, next(emails), next(addresses))
        except TooManyAttempts as refused:
            forgotten = refused.retry_after >= attempts.LOCKED.total_seconds()
            at += timedelta(seconds=max(1.0, refused.retry_after) + forgotten)
        else:
            looked_at.append(at)
    return looked_at


def most_in_an_hour(looked_at: list[datetime]) -> int:
    return max(sum(start <= at < start + HOUR for at in looked_at) for start in looked_at)


@pytest.mark.long
def test_one_account_costs_a_thousand_addresses_what_it_cost_one(store: Store) -> None:
    found = guesses(store, 4, emails=iter(lambda: WHO, None), addresses=strangers())
    assert most_in_an_hour(found) <= 36  # it was 40, whatever the addresses
    assert len(found) <= 20 + 4 * 16


@pytest.mark.long
def test_one_account_from_one_address_that_it_knows(store: Store) -> None:
    succeed(store, NOON)
    found = guesses(store, 2, emails=iter(lambda: WHO, None), addresses=iter(lambda: HERE, None))
    assert most_in_an_hour(found) <= 40


@pytest.mark.long
def test_many_accounts_from_one_address(store: Store) -> None:
    found = guesses(store, 2, emails=(f"{n}@b.example" for n in count()), addresses=iter(lambda: HERE, None))
    assert most_in_an_hour(found) <= 100


def test_an_ipv6_subscriber_is_one_address() -> None:
    assert attempts.place_of("2001:db8:1:2:aaaa::1") == attempts.place_of("2001:db8:1:2::ffff") == "2001:db8:1:2::/64"
    assert attempts.place_of("2001:db8:1:3::1") == "2001:db8:1:3::/64"
    assert attempts.place_of("::ffff:10.0.0.1") == "10.0.0.1"
    assert attempts.place_of("fe80::1%eth0") == "fe80::/64"
    assert attempts.place_of("no address") == "no address"


# At the same moment


def test_a_hundred_guesses_at_once_do_not_slip_past_together(store: Store) -> None:
    start = threading.Barrier(100)
    looked_at = []

    def guess(_: int) -> None:
        start.wait(60)
        try:
            with attempts.begin(store, WHO, HERE) as attempt:
                looked_at.append(1)
                attempt.failed()
        except TooManyAttempts:
            pass

    with ThreadPoolExecutor(100) as pool:
        list(pool.map(guess, range(100)))
    assert len(looked_at) <= 5  # three that are free, the fourth, and one after a second where that is over


def test_right_passwords_at_the_same_moment_are_all_let_in(store: Store) -> None:
    people = [f"person{n}@b.example" for n in range(16)]
    kept = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()

    def add(transaction: Transaction) -> None:
        for email in people:
            account = {"email": email, "full_name": email, "role": "operator", "department": None}
            transaction.value("users/add", password_hash=kept, must_change_password=False, **account)

    store.write(add)
    start = threading.Barrier(16)

    def enter(email: str) -> str:
        start.wait(60)
        return sign_in.authenticate(store, email, PASSWORD, HERE).email

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(enter, people)) == people
    assert store.read(Session.row, "sign_in/failures_of", subject=f"address:{HERE}") is None, (
        "only failures are counted"
    )


def test_an_attempt_that_breaks_off_keeps_nobody_waiting(store: Store) -> None:
    failures(store, 3)  # from now on one at a time
    with pytest.raises(ZeroDivisionError), attempts.begin(store, WHO, HERE, now=NOON):
        raise ZeroDivisionError
    fail(store, NOON)


def test_a_deactivated_account_that_knows_its_password_has_not_failed(store: Store, manager: int) -> None:
    users.change(store, COMMAND_LINE, manager, {"is_active": False})
    for _ in range(12):
        with pytest.raises(NotSignedIn, match="deactivated"):
            sign_in.authenticate(store, email_of("manager"), PASSWORD, HERE)
