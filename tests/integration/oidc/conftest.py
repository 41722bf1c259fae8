"""Our routes in this process, two real providers beside it, and a browser that goes to and fro between them."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from producflow import settings as process_settings
from producflow.access import sessions
from producflow.access.oidc import flows, rechecking
from producflow.access.oidc import provider as asking
from producflow.access.roles import Actor
from producflow.store.database import Store
from producflow.web import oidc_routes
from tests.providing import Provided, as_setting, provided

HOME = "http://plant.example"


@pytest.fixture(scope="session")
def both() -> Iterator[list[Provided]]:
    with provided(HOME, "corp", "twin") as running:
        yield running


@pytest.fixture
def corp(both: list[Provided]) -> Provided:
    """The provider, as it should be."""
    both[0].does()
    return both[0]


@pytest.fixture
def twin(both: list[Provided]) -> Provided:
    """Another provider, as it should be, at which the same people are known."""
    both[1].does()
    return both[1]


Configure = Callable[..., None]


@pytest.fixture
def configured(empty_plant: Store, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Let the settings name providers, each as :meth:`Provided.settings` says it; nothing of earlier ones is known."""

    def configure(*providers: dict[str, Any]) -> None:
        monkeypatch.setenv("PRODUCFLOW_PROVIDERS", as_setting(*providers))
        monkeypatch.setenv("PRODUCFLOW_URL", HOME)
        process_settings.current.cache_clear()
        for known in (asking._kept, asking._failed, rechecking._away_until, flows._flows):
            known.clear()

    return configure


@pytest.fixture
def plant(empty_plant: Store, corp: Provided, configured: Configure) -> Store:
    """An empty plant whose people sign in with the provider."""
    configured(corp.settings())
    return empty_plant


class Browser:
    """Cookies of both sides, and no script."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ours = TestClient(Starlette(routes=oidc_routes.ROUTES), base_url=HOME, follow_redirects=False)
        self.there = httpx2.Client(timeout=30)
        self.answer: Any = None
        """What ours said last."""

    def begin(self, wanted: str = "/", provider: str = "corp") -> httpx2.URL:
        """Begin, and give the address to which the browser is sent."""
        self.answer = self.ours.get(f"/oidc/{provider}/start", params={"next": wanted})
        return httpx2.URL(self.answer.headers.get("location", ""))

    def at_provider(self, address: str | httpx2.URL, who: str = "anna") -> str:
        """Sign in there, and give the address to which it sends the browser back."""
        answer = self.there.get(address)
        for _ in range(10):
            if answer.is_redirect:
                target = str(answer.next_request.url) if answer.next_request else ""
                if target.startswith(HOME):
                    return target
                answer = self.there.get(target)
            else:
                form = re.search(r'action="([^"]+)"', answer.text)
                assert form is not None, answer.text
                data = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
                data |= {"login": who, "password": "any"} if 'name="login"' in answer.text else {}
                answer = self.there.post(html.unescape(form[1]), data=data)
        raise AssertionError("the provider does not come to an end")

    def back(self, address: str) -> str:
        """Come back to us with an answer, and give what is said or where the browser is sent then."""
        self.answer = self.ours.get(address)
        return str(self.answer.headers.get("location", self.answer.text))

    def sign_in(self, who: str = "anna", wanted: str = "/", provider: str = "corp") -> str:
        """All of it."""
        return self.back(self.at_provider(self.begin(wanted, provider), who))

    @property
    def actor(self) -> Actor | None:
        """Whoever is signed in with this browser, as any page or call finds it."""
        cookie = self.ours.cookies.get(sessions.COOKIE)
        return None if cookie is None else sessions.find(self.store, sessions.fingerprint(cookie))


@contextmanager
def opened(store: Store) -> Iterator[Browser]:
    made = Browser(store)
    with made.there, made.ours:
        yield made


@pytest.fixture
def browser(plant: Store) -> Iterator[Browser]:
    with opened(plant) as made:
        yield made


@pytest.fixture
def other_browser(plant: Store) -> Iterator[Browser]:
    with opened(plant) as made:
        yield made


def parameters(address: str | httpx2.URL) -> dict[str, str]:
    """What an address asks for."""
    return dict(parse_qsl(urlsplit(str(address)).query))
