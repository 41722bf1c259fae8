"""Every page for every role: a title, no failure, and nothing that should never reach a screen.

What a browser makes of the pages is looked at once, as the role that sees most: tests/e2e/test_every_page.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from producflow import pages
from producflow.access.roles import Role
from producflow.store.database import Store
from tests.e2e.looking import LEAKS
from tests.e2e.test_every_page import BROKEN
from tests.integration.conftest import AppAs

PAGES: list[tuple[str, dict[str, str]]] = [
    *((entry.url_path, {}) for entry in pages.ALL),
    ("equipment", {"machine": "1"}),
    ("equipment", {"show": "Table"}),
    ("shifts", {"measure": "OEE"}),
    ("overview", {"period": "Custom", "from": "1999-01-01", "to": "1999-01-02"}),
]


def texts(message: Any) -> Iterator[str]:
    """Every text that the browser is sent and shows at once, but figures and rows, which it draws itself."""
    for field, value in message.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            continue
        for each in value if field.is_repeated else [value]:
            if hasattr(each, "ListFields"):
                yield from texts(each)
            elif isinstance(each, str) and field.name not in {"spec", "config", "id", "help"}:
                yield each


def said(app: AppTest) -> Iterator[str]:
    """Every text of a page and its sidebar."""
    waiting: list[Block | Element] = [app.main, app.sidebar]
    while waiting:
        node = waiting.pop()
        if hasattr(node.proto, "ListFields"):
            yield from texts(node.proto)
        if isinstance(node, Block):
            waiting += node.children.values()


@pytest.mark.parametrize("role", list(Role))
def test_no_page_fails_a_role(seen_plant: Store, app_as: AppAs, role: Role) -> None:
    for page, query in PAGES:
        app = app_as(role, page, **query)
        assert not app.exception, page
        assert len(app.title) == 1, page
        found = list(said(app))
        assert len(found) > 20, page
        assert not any(BROKEN in text for text in found), page
        assert [line for text in found for line in text.split("\n") if LEAKS.search(line)] == [], page
