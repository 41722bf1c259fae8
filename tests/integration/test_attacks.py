"""Attacks on the real server, over real sockets: docs/security.md lists them with what came of each.

The plant holds a machine of a telling name, a person of each role, a signed-in browser of each and an API key.
"""

import http.client
from collections.abc import Iterator
from contextlib import closing

import pytest
from websockets.exceptions import InvalidStatus

from producflow import pages
from producflow.access import api_keys, sessions
from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import equipment
from producflow.store.database import Store
from tests.integration.attacked import MACHINE, METRICS_TOKEN, SIGNING_KEY, Target, closed, everything_said, raw
from tests.people import PASSWORD, email_of, user_of
from tests.serving import serving

ELSEWHERE = ("https://evil.example", "http://localhost:9999", "http://127.0.0.1:1", "null", "")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The server under attack."""
    database = tmp_path_factory.mktemp("attacked") / "plant.duckdb"
    store = Store.open(database)
    equipment.create(store, COMMAND_LINE, name=MACHINE)
    cookies = {role.value: sessions.start(store, user_of(store, role), "127.0.0.1", 1.0) for role in Role}
    key, _ = api_keys.create(store, COMMAND_LINE, "Gateway", "manager")
    store.close()
    more = {
        "PRODUCFLOW_DEMO": "0",
        "PRODUCFLOW_SECRET_KEY": SIGNING_KEY,
        "PRODUCFLOW_METRICS_TOKEN": METRICS_TOKEN,
        "PRODUCFLOW_LOG_LEVEL": "DEBUG",
        "PRODUCFLOW_UPLOAD_MEGABYTES": "1",
    }
    with serving(database, **more) as url:
        yield Target(url, database, key, cookies)


# Pages of other sites


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_page_of_another_site_gets_no_websocket(target: Target, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        target.websocket(origin, "admin")
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
@pytest.mark.parametrize("headers", [*({"Origin": origin} for origin in ELSEWHERE), {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_of_another_site_changes_nothing_by_somebodys_cookie(
    target: Target, method: str, headers: dict[str, str]
) -> None:
    with target.client("admin", **headers) as client:
        for path in ("/_stcore/upload_file/a/b", "/", "/session/forget", "/media/x"):
            answer = client.request(method, path)
            assert (answer.status_code, answer.text) == (403, "Pages of other sites may not do this."), path


def test_without_streamlits_own_token_a_cookie_uploads_nothing(target: Target) -> None:
    with target.client("admin", Origin=target.url) as client:
        answer = client.put("/_stcore/upload_file/a/b", files={"file": ("x.csv", b"a,b\n1,2\n")})
    assert (answer.status_code, "XSRF" in answer.text) == (403, True)


def test_the_api_knows_no_cookie(target: Target) -> None:
    with target.client("admin") as client:
        for method, path in (
            ("GET", "/equipment"),
            ("POST", "/equipment"),
            ("DELETE", "/imports/1"),
            ("GET", "/users"),
        ):
            assert client.request(method, f"/api{path}", json={"name": "Mine"}).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_plants_no_session(target: Target, site: str) -> None:
    with target.client(**{"Sec-Fetch-Site": site}) as client:
        answer = client.get("/session/claim?code=x")
    assert answer.status_code == 403
    assert sessions.COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("page", [entry.url_path for entry in pages.ALL])
def test_a_stranger_on_the_websocket_gets_the_form_and_nothing_else(target: Target, page: str) -> None:
    with target.websocket(None) as websocket:
        said = everything_said(websocket, page)
    assert b"Sign in to ProducFlow" in said
    assert MACHINE.encode() not in said
    assert email_of("admin").encode() not in said


def test_the_same_websocket_shows_the_plant_to_whoever_is_signed_in(target: Target) -> None:
    with target.websocket(target.url, "admin") as websocket:
        assert MACHINE.encode() in everything_said(websocket, "equipment")


def test_a_message_that_is_none_ends_the_websocket_only(target: Target) -> None:
    for message in (b"\xff" * 100, "text"):
        with target.websocket(None) as websocket:
            websocket.send(message)
            assert closed(websocket)
    with target.client() as client:
        assert client.get("/health").status_code == 200


def test_only_those_who_may_import_put_files_into_memory(target: Target) -> None:
    statuses = {}
    for role in Role:
        with target.client(role, Origin=target.url) as client:
            statuses[str(role)] = client.put("/_stcore/upload_file/a/b", content=b"").text.split(" ")[0]
    assert statuses == {"operator": "The", "technician": "The", "analyst": "XSRF", "manager": "XSRF", "admin": "XSRF"}


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/media/x.csv", "/_stcore/upload_file/a/b", "/component/x/y"])
def test_strangers_and_made_up_cookies_are_nobody(target: Target, path: str) -> None:
    made_up = {"stranger": {}, "guess": {"Cookie": f"{sessions.COOKIE}={'a' * 43}"}}
    for headers in made_up.values():
        with target.client(**headers) as client:
            assert client.get(path).status_code == 401


def test_the_database_holds_nothing_that_lets_anyone_in(target: Target) -> None:
    held = b"".join(file.read_bytes() for file in target.database.parent.glob("plant.duckdb*") if file.is_file())
    for secret in (*target.cookies.values(), target.key, PASSWORD):
        assert secret.encode() not in held


# Paths


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2fproducflow%2fsettings.py",
        "/static//etc/passwd",
        "/static/..%5c..%5c..%5cetc%5cpasswd",
        "/media/../../etc/passwd",
        "/component/../../etc/passwd",
        "/api/static-offline-docs/../../../../etc/passwd",
        "/api/static-offline-docs/%2e%2e/%2e%2e/application.py",
        "/api/../data/producflow.duckdb",
        "/api/%2e%2e/_stcore/metrics",
        "//etc/passwd",
        "/app/static/x",
        "/.streamlit/secrets.toml",
        "/.env",
        "/pages/admin.py",
        "/%00",
    ],
)
def test_no_path_leads_out_of_what_is_served(target: Target, path: str) -> None:
    connection = http.client.HTTPConnection(*target.place, timeout=60)
    with closing(connection):
        connection.putrequest("GET", path, skip_accept_encoding=True)  # as it is: no client tidies it up
        connection.putheader("Cookie", f"{sessions.COOKIE}={target.cookies['admin']}")
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
    assert answer.status in {400, 401, 403, 404} or b"<title>Streamlit</title>" in body, (answer.status, body[:100])
    assert b"root:" not in body
    assert b"import " not in body


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.csv", "/etc/passwd", "*.csv", "x'; DROP TABLE equipment; --.csv"]
)
def test_the_name_of_a_file_is_only_a_name(target: Target, name: str) -> None:
    headers = {"Authorization": f"Bearer {target.key}"}
    content = b"name,type\nLathe " + str(abs(hash(name))).encode() + b",Lathe\n"
    with target.client(**headers) as client:
        done = client.post("/api/imports?kind=equipment", files={"file": (name, content)})
        assert done.status_code == 200
        number = done.json()["batch"]["id"]
        rejects = client.get(f"/api/imports/{number}/rejects.csv")
    assert rejects.headers["content-disposition"] == f'attachment; filename="rejects-{number}.csv"'
    staging = target.database.with_name("plant.duckdb.staging")
    assert not staging.exists() or list(staging.iterdir()) == []


# Headers, logs and metrics

NEEDED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/", "/equipment", "/health", "/api/ready", "/api/equipment", "/api/docs", "/nowhere", "/static/x.js"]
)
def test_every_answer_tells_the_browser_what_not_to_do(target: Target, path: str) -> None:
    with target.client() as client:
        headers = client.get(path).headers
    assert NEEDED.items() <= dict(headers).items()
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert headers["x-request-id"]


def test_what_the_api_says_is_kept_by_no_cache(target: Target) -> None:
    with target.client(Authorization=f"Bearer {target.key}") as client:
        assert client.get("/api/equipment").headers["cache-control"] == "no-store"


def test_the_session_cookie_is_for_this_site_and_out_of_reach(target: Target) -> None:
    with target.client() as client:
        cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_secret_gets_into_the_log(target: Target) -> None:
    with target.client() as client:
        client.post("/api/token", data={"username": email_of("operator"), "password": "a wrong one, typed"})
        signed = client.post("/api/token", data={"username": email_of("operator"), "password": PASSWORD}).json()
        token = signed["access_token"]
        own = {"Authorization": f"Bearer {token}"}
        client.get(f"/api/equipment?token={token}&password={PASSWORD}", headers=own)
        client.get("/api/users/me", headers={"Authorization": "Bearer forged.token.value"})
        client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        client.get("/session/claim?code=one-time-code")
    with target.client("admin") as client:
        client.get("/media/x")
        person = {"email": "n@people.example", "full_name": "N", "role": "operator", "password": "nine quiet lathes"}
        client.post("/api/users", json=person, headers={"Authorization": f"Bearer {target.key}"})
    log = target.log
    assert '"caller": "operator@people.example"' in log, "the log is there"
    for secret in (
        *(PASSWORD, "a wrong one, typed", "nine quiet lathes", token, target.key, METRICS_TOKEN, SIGNING_KEY),
        *("forged.token.value", "one-time-code", *target.cookies.values()),
    ):
        assert secret not in log


def test_metrics_are_closed_and_tell_nothing_of_the_plant(target: Target) -> None:
    with target.client() as client:
        assert client.get("/metrics").status_code == 401
        told = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).text
    assert MACHINE not in told
    assert "people.example" not in told
    for name in (
        *("producflow_api_requests_total", "producflow_api_request_seconds_bucket", "producflow_api_readings_queue"),
        *("producflow_rows_ingested_total", "producflow_database_bytes", "producflow_sessions"),
    ):
        assert name in told, name


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/ready HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
        b"GET /api/ready HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    ],
    ids=["TLS", "version", "negative length", "two lengths", "zero byte"],
)
def test_what_is_no_request_is_refused(target: Target, request_: bytes) -> None:
    said = raw(target, request_)
    assert not said or said.startswith(b"HTTP/1.1 400")


def test_a_body_may_not_be_larger_than_it_is_said_to_be(target: Target) -> None:
    with target.client(Authorization=f"Bearer {target.key}") as client:
        large = client.post("/api/imports?kind=equipment", files={"file": ("x.csv", b"a" * 3_000_000)})
        assert large.status_code == 413
        assert client.post("/api/token", data={"username": "a", "password": "b" * 2_000_000}).status_code == 413
