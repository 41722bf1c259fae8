"""Every figure that a page shows says in plain words what it is, by the catalogue, and opens its receipt."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow import pages
from producflow.domain.metrics import FIRST, METRICS
from producflow.store.database import Store

AppAs = Callable[..., AppTest]

PAGES: dict[str, dict[str, str]] = {
    **{entry.url_path: {} for entry in pages.ALL if entry.figures},
    "equipment": {"machine": "1"},
    "overview": {"more": "true"},
}
TILE = "receipt_tile_"
WITHOUT = {"Difference", "Difference [units]"}
"""What the whole page is the receipt of: the change that its bars add up to."""


@pytest.mark.parametrize("page", list(PAGES))
def test_every_figure_says_what_it_is_and_opens_its_receipt(seen_plant: Store, app_as: AppAs, page: str) -> None:
    app = app_as("manager", page, **PAGES[page])
    assert not app.exception
    assert app.metric
    catalogue = [metric.description for metric in METRICS.values()]
    without = [each.label for each in app.metric if not any(told in each.proto.help for told in catalogue)]
    assert without == []
    figures = [each.label for each in app.metric if each.label not in WITHOUT]
    every = [(str(each.key), each.label) for each in app.button if str(each.key).startswith("receipt_")]
    ways = [(key, label) for key, label in every if not key.startswith(TILE)]
    tiles = {key.removeprefix(TILE): label for key, label in every if key.startswith(TILE)}
    assert tiles == {name: METRICS[name].label for name in (FIRST if page == "overview" else ())}
    assert len([key for key, _ in ways if not key.startswith("receipt_card_")]) == len(figures)
    assert [label for _, label in ways if not label.startswith(("Receipt of ", "Show the receipt"))] == []


def test_every_metric_tells_formula_and_standard() -> None:
    for metric in METRICS.values():
        assert metric.help.endswith("."), metric.name
        assert metric.formula, metric.name
        assert metric.standard, metric.name


def test_a_column_tells_the_same_as_its_card(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", more="true")
    table = next(each for each in app.dataframe if "oee" in each.value)
    assert METRICS["oee"].help in table.proto.columns
