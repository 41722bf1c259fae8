"""Signing in with a real provider, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import account, running, settled, sign_in, sign_out, signed_in, signed_out
from tests.providing import as_setting, provided
from tests.serving import free_port

pytestmark = pytest.mark.long

DEEP = "/losses?period=30d&machines=Press+1"


def test_from_a_deep_link_in_and_out_and_in_when_the_provider_is_away(tmp_path: Path, visitor: Page) -> None:
    port, there = free_port(), free_port()
    home = f"http://127.0.0.1:{port}"
    with provided(home, "corp", ports=(there,)) as [corp]:
        setting = as_setting(corp.settings(recheck=0))
        with running(
            tmp_path / "plant.duckdb", PRODUCFLOW_DEMO="0", PRODUCFLOW_PORT=str(port), PRODUCFLOW_PROVIDERS=setting
        ) as server:
            visitor.goto(f"{server.url}{DEEP}")
            signed_out(visitor)
            visitor.get_by_role("link", name="Sign in with Corp").click()
            visitor.get_by_role("textbox", name="login").fill("anna")
            visitor.get_by_role("textbox", name="password").fill("any")
            visitor.get_by_role("button", name="Sign-in").click()
            visitor.get_by_role("button", name="Continue").click()
            signed_in(visitor)
            settled(visitor)
            expect(visitor).to_have_url(re.compile(re.escape(f"{server.url}/losses?") + r".*period=30d"))
            account(visitor).click()
            expect(visitor.get_by_text("Anna Nowak").first).to_be_visible()
            expect(visitor.get_by_role("button", name="Change password")).to_have_count(0)

            visitor.get_by_role("link", name="Sign out").first.click()
            visitor.get_by_role("button", name="Yes, sign me out").click()
            signed_out(visitor)
            expect(visitor).to_have_url(f"{server.url}/")

            # The provider has forgotten her too: it asks who it is.
            visitor.get_by_role("link", name="Sign in with Corp").click()
            visitor.get_by_role("textbox", name="login").fill("anna")
            visitor.get_by_role("textbox", name="password").fill("any")
            visitor.get_by_role("button", name="Sign-in").click()
            visitor.get_by_role("button", name="Continue").click()
            signed_in(visitor)
            settled(visitor)

            corp.does({"anna": {"email": "anna@plant.example", "groups": []}})
            visitor.reload()
            signed_out(visitor)

            corp.does(away=True)
            visitor.goto(f"{server.url}{DEEP}")
            visitor.get_by_role("link", name="Sign in with Corp").click()
            expect(visitor.get_by_role("alert")).to_have_text(
                "Corp does not answer; try again later, or sign in with a password."
            )
            visitor.get_by_role("link", name="Back to signing in").click()
            signed_out(visitor)
            sign_in(visitor, "admin")
            expect(visitor).to_have_url(re.compile(re.escape(f"{server.url}/losses?") + r".*period=30d"))
            sign_out(visitor)
            signed_out(visitor)
