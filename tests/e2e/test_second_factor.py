"""Signing in with a second factor in a real browser."""

import shutil
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from producflow.access import second_factors
from producflow.access.roles import Actor, Role
from producflow.settings import Settings
from producflow.store.database import Store
from tests.e2e.conftest import QUICK, fill_in, running, settled, signed_in
from tests.people import PASSWORD, email_of, user_of

pytestmark = pytest.mark.long


def test_a_recovery_code_that_is_sent_twice_signs_in(tmp_path: Path, empty_file: Path, visitor: Page) -> None:
    database, key = tmp_path / "factor.duckdb", "0123456789abcdef0123456789abcdef"
    shutil.copy(empty_file, database)
    store, secret = Store.open(database), second_factors.new_secret()
    person = Actor(user_of(store, "operator"), email_of("operator"), "Test operator", Role.OPERATOR)
    codes = second_factors.set_up(store, person, secret, pyotp.TOTP(secret).now(), Settings(secret_key=SecretStr(key)))
    store.close()
    with running(database, people=(), PRODUCFLOW_DEMO="0", PRODUCFLOW_SECRET_KEY=key) as asking:
        visitor.goto(asking.url + QUICK)
        fill_in(visitor, email_of("operator"), PASSWORD)
        visitor.get_by_role("button", name="Sign in").dblclick()
        code = visitor.get_by_role("textbox", name="Code of your app")
        code.fill("no code")
        visitor.get_by_role("button", name="Sign in").click()
        expect(visitor.get_by_test_id("stAlertContentError")).to_be_visible()
        settled(visitor)
        code.fill(codes[0])
        visitor.get_by_role("button", name="Sign in").dblclick()
        signed_in(visitor)
        expect(visitor.get_by_test_id("stAlertContentError")).to_have_count(0)
