"""Attacks that would keep others from signing in, on the real server; all come through a proxy that tells addresses."""

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest

from producflow.access.passwords import hash_password
from producflow.store.database import Store, Transaction
from tests.people import PASSWORD
from tests.serving import serving

PEOPLE = [f"person{n}@plant.example" for n in range(16)]
OWNER = PEOPLE[0]
Place = tuple[str, int]


def person(transaction: Transaction, email: str, password_hash: str) -> None:
    """Add an operator."""
    account = {"email": email, "full_name": email, "role": "operator", "department": None}
    transaction.value("add_user", password_hash=password_hash, **account)


@contextmanager
def plant(folder: Path, **settings: str) -> Iterator[Place]:
    """A server with sixteen people."""
    database = folder / "plant.duckdb"
    store = Store.open(database)
    kept = hash_password(PASSWORD)
    for email in PEOPLE:
        store.write(partial(person, email=email, password_hash=kept))
    store.close()
    with serving(database, PRODUCFLOW_DEMO="0", **settings) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


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


def test_changing_addresses_do_not_lock_the_owner_out(tmp_path: Path) -> None:
    with plant(tmp_path) as place:
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


def test_empty_posts_use_up_no_address(tmp_path: Path) -> None:
    with plant(tmp_path) as place:
        assert {sign_in(place, "192.0.2.7", email="").status for _ in range(100)} == {422}
        assert sign_in(place, "192.0.2.7").status == 200


def test_a_crowd_with_right_passwords_comes_in(tmp_path: Path) -> None:
    start = Barrier(len(PEOPLE))

    def enter(email: str) -> int:
        start.wait(60)
        return sign_in(place, "192.0.2.7", email).status

    with plant(tmp_path) as place, ThreadPoolExecutor(len(PEOPLE)) as pool:
        assert list(pool.map(enter, PEOPLE)) == [200] * len(PEOPLE)


def test_a_hundred_guesses_at_once_are_no_more_than_one_after_the_other(tmp_path: Path) -> None:
    start = Barrier(30)

    def guess(n: int) -> int:
        start.wait(60)
        return sign_in(place, "10.20.0.1", password=f"guess number {n:04}").status

    with plant(tmp_path) as place, ThreadPoolExecutor(30) as pool:
        told = Counter(pool.map(guess, range(30)))
    assert told[401] <= 6, told
    assert told[401] + told[429] == 30, told


@pytest.mark.parametrize(
    ("trusted", "told", "own_address_counts"),
    [("[]", "10.20.0.{}", True), ("10.0.0.0/8", "10.20.0.{}", True), ("127.0.0.0/8", "10.20.0.{}", False)],
)
def test_only_a_trusted_proxy_tells_addresses(
    tmp_path: Path, trusted: str, told: str, *, own_address_counts: bool
) -> None:
    with plant(tmp_path, PRODUCFLOW_TRUSTED_PROXIES=trusted) as place:
        tries = [sign_in(place, told.format(n), password="wrong but long enough").status for n in range(6)]
    assert (429 in tries) is own_address_counts, tries


def test_what_a_caller_says_before_the_proxy_is_not_believed(tmp_path: Path) -> None:
    with plant(tmp_path, PRODUCFLOW_TRUSTED_PROXIES="127.0.0.1, 2001:db8::/32") as place:
        chain = "10.20.0.{}, 192.0.2.9, 2001:db8::7"  # the last of them that is no proxy of ours is whom they saw
        tries = [sign_in(place, chain.format(n), password="wrong but long enough").status for n in range(6)]
    assert 429 in tries, tries


@pytest.mark.parametrize(
    ("hosts", "served", "refused"),
    [
        (
            "",
            ("127.0.0.1", "localhost", "LOCALHOST.", "[::1]"),
            ("evil.example", "127.0.0.2", "", "localhost.evil.example"),
        ),
        ("plant.example, press", ("plant.example", "Press", "127.0.0.1"), ("evil.example", "sub.plant.example")),
        ("*", ("evil.example", "127.0.0.1"), ()),
    ],
)
def test_only_our_own_names_are_served(
    tmp_path: Path, hosts: str, served: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    def ask(path: str, host: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(place[0], place[1], timeout=60)
        line.putrequest("GET", path, skip_host=True)
        line.putheader("Host", host if not host or host.startswith("[") else f"{host}:{place[1]}")
        line.endheaders()
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text

    with plant(tmp_path, PRODUCFLOW_HOSTS=hosts) as place:
        for host in served:
            assert [ask(path, host)[0] for path in ("/", "/api/docs", "/metrics")] == [200, 200, 200], host
        for host in refused:
            for path in ("/", "/api/docs", "/metrics", "/_stcore/health", "/static/nothing.js"):
                status, text = ask(path, host)
                assert (status, "PRODUCFLOW_HOSTS" in text) == (421, True), (host, path)
            for path in ("/health", "/api/health", "/api/ready"):
                status, text = ask(path, host)
                assert (status, set(json.loads(text)) <= {"status", "schema", "data_version"}) == (200, True), path
