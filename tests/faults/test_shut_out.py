"""Attacks that would keep others from signing in, on the real server; all come through a proxy that tells addresses."""

import http.client
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest

from producflow.access.passwords import hash_password
from producflow.store.database import Store, Transaction
from tests.people import PASSWORD
from tests.serving import serving

pytestmark = pytest.mark.long

PEOPLE = [f"person{n}@plant.example" for n in range(16)]
OWNER, BUSY, GUESSED, NEIGHBOUR = (f"{name}@plant.example" for name in ("owner", "busy", "guessed", "neighbour"))
Place = tuple[str, int]
Plants = Callable[..., Place]


def person(transaction: Transaction, email: str, password_hash: str) -> None:
    """Add an operator."""
    account = {"email": email, "full_name": email, "role": "operator", "department": None}
    transaction.value("users/add", password_hash=password_hash, must_change_password=False, **account)


@contextmanager
def plant(folder: Path, **settings: str) -> Iterator[Place]:
    """A server with everybody."""
    database = folder / "plant.duckdb"
    store = Store.open(database)
    kept = hash_password(PASSWORD)
    for email in (*PEOPLE, OWNER, BUSY, GUESSED, NEIGHBOUR):
        store.write(partial(person, email=email, password_hash=kept))
    store.close()
    with serving(database, PRODUCFLOW_DEMO="0", **settings) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plants]:
    """Servers by their settings; each is started once, so every test has people and addresses of its own."""
    with ExitStack() as stack:

        @cache
        def running(trusted: str = "127.0.0.1,::1", hosts: str = "") -> Place:
            settings = {"PRODUCFLOW_TRUSTED_PROXIES": trusted, "PRODUCFLOW_HOSTS": hosts}
            return stack.enter_context(plant(tmp_path_factory.mktemp("shut_out"), **settings))

        yield running


def sign_in(
    place: Place, address: str, email: str = OWNER, password: str = PASSWORD, **headers: str
) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection(place[0], place[1], timeout=120)
    form = urlencode({"username": email, "password": password} if email else {})
    sent = {"X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"} | headers
    line.request("POST", "/api/token", form, sent)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def test_changing_addresses_do_not_lock_the_owner_out(plants: Plants) -> None:
    place = plants()
    tries = [sign_in(place, f"10.20.0.{n}", password="wrong but long enough").status for n in range(17)]
    assert tries == [401] * 17
    owner = sign_in(place, "192.0.2.7")
    assert owner.status == 200
    more = Counter(sign_in(place, f"10.30.0.{n}", password="wrong but long enough").status for n in range(20))
    assert more[401] <= 5, more
    assert sign_in(place, "10.40.0.1").status == 429, "another stranger, even with the right password"
    assert sign_in(place, "192.0.2.7").status == 200, "the owner's own address"
    cookie = str(owner.getheader("set-cookie")).partition(";")[0]
    assert sign_in(place, "10.40.0.1", Cookie=cookie).status == 200, "the owner's own browser, wherever it is"


def test_empty_posts_use_up_no_address(plants: Plants) -> None:
    place = plants()
    assert {sign_in(place, "192.0.2.8", email="").status for _ in range(100)} == {422}
    assert sign_in(place, "192.0.2.8", BUSY).status == 200


def test_a_crowd_with_right_passwords_comes_in(plants: Plants) -> None:
    place, start = plants(), Barrier(len(PEOPLE))

    def enter(email: str) -> int:
        start.wait(60)
        return sign_in(place, "192.0.2.9", email).status

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        assert list(pool.map(enter, PEOPLE)) == [200] * len(PEOPLE)


def test_a_hundred_guesses_at_once_are_no_more_than_one_after_the_other(plants: Plants) -> None:
    place, start = plants(), Barrier(30)

    def guess(n: int) -> int:
        start.wait(60)
        return sign_in(place, "10.50.0.1", GUESSED, f"guess number {n:04}").status

    with ThreadPoolExecutor(30) as pool:
        told = Counter(pool.map(guess, range(30)))
    assert told[401] <= 6, told
    assert told[401] + told[429] == 30, told


@pytest.mark.parametrize(
    ("settings", "email", "told", "own_address_counts"),
    [
        (("[]", "plant.example, press"), NEIGHBOUR, "10.60.0.{}", True),
        (("10.0.0.0/8", "*"), NEIGHBOUR, "10.60.0.{}", True),
        (("127.0.0.0/8, 2001:db8::/32",), NEIGHBOUR, "10.60.0.{}", False),
        # The last address that is no proxy of ours is whom they saw; what a caller said before it is not believed.
        (("127.0.0.0/8, 2001:db8::/32",), BUSY, "10.70.0.{}, 192.0.2.9, 2001:db8::7", True),
    ],
)
def test_only_a_trusted_proxy_tells_addresses(
    plants: Plants, settings: tuple[str, ...], email: str, told: str, *, own_address_counts: bool
) -> None:
    place = plants(*settings)
    tries = [sign_in(place, told.format(n), email, "wrong but long enough").status for n in range(6)]
    assert (429 in tries) is own_address_counts, tries


@pytest.mark.parametrize(
    ("settings", "served", "refused"),
    [
        (
            (),
            ("127.0.0.1", "localhost", "LOCALHOST.", "[::1]"),
            ("evil.example", "127.0.0.2", "", "localhost.evil.example"),
        ),
        (
            ("[]", "plant.example, press"),
            ("plant.example", "Press", "127.0.0.1"),
            ("evil.example", "sub.plant.example"),
        ),
        (("10.0.0.0/8", "*"), ("evil.example", "127.0.0.1"), ()),
    ],
)
def test_only_our_own_names_are_served(
    plants: Plants, settings: tuple[str, ...], served: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    place = plants(*settings)

    def ask(path: str, host: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(place[0], place[1], timeout=60)
        line.putrequest("GET", path, skip_host=True)
        line.putheader("Host", host if not host or host.startswith("[") else f"{host}:{place[1]}")
        line.endheaders()
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text

    for host in served:
        assert [ask(path, host)[0] for path in ("/", "/api/docs", "/metrics")] == [200, 200, 200], host
    for host in refused:
        for path in ("/", "/api/docs", "/metrics", "/_stcore/health", "/static/nothing.js"):
            status, text = ask(path, host)
            assert (status, "PRODUCFLOW_HOSTS" in text) == (421, True), (host, path)
        for path in ("/health", "/api/health", "/api/ready"):
            status, text = ask(path, host)
            assert (status, set(json.loads(text)) <= {"status", "schema", "data_version"}) == (200, True), path
