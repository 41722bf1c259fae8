"""A metric's label, unit and digits are typed in one place, ``producflow/domain/metrics``."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from producflow.domain.metrics import BY_COLUMN, INPUTS, METRICS

ROOT = Path(__file__).parents[2]
LABELS = {text for metric in METRICS.values() for text in (metric.label, metric.heading)}
FIGURES = {*METRICS, *BY_COLUMN, *INPUTS} - {"cost", "quality"}  # of one job; as a column of savings, money
OTHER_THINGS = {
    "Machines": "a plain word of headings and filters",
    "Downtime": "a lane of charts, a tab and a step of the tree: what stands there are stops, not their hours",
    "Open alerts": "the heading above the alerts themselves",
    "OEE": "the title of a card on a page, which imports no domain",
}
HEADERS_OF_FILES = ("producflow/imports/", "producflow/demo/")
OF_ONE_RECORD = ("producflow/api/schemas/production.py", "efficiency_percentage")
EXAMPLES = ("producflow/api/schemas/receipts.py",)


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted([*(ROOT / "producflow").rglob("*.py"), *(ROOT / "pages").glob("*.py")]):
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(("producflow/domain/metrics/", *HEADERS_OF_FILES, *EXAMPLES)):
            yield place, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.long
def test_no_label_is_typed_a_second_time() -> None:
    again = [
        f"{place}:{node.lineno} {node.value}"
        for place, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in LABELS - set(OTHER_THINGS)
    ]
    assert again == [], "take it from METRICS"


@pytest.mark.long
def test_no_column_of_a_figure_is_described_by_hand() -> None:
    by_hand = [
        f"{place}:{key.lineno} {key.value}"
        for place, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value in FIGURES
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "Column"
    ]
    assert by_hand == [], "use Column.of"


def test_no_field_of_a_figure_is_described_by_hand() -> None:
    by_hand = [
        f"{place}:{node.lineno} {node.target.id}"
        for place, tree in trees()
        if place.startswith("producflow/api/schemas/")
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in METRICS
        if node.value is not None and re.search(r"description='[^']*\[", ast.unparse(node.value))
        if (place, node.target.id) != OF_ONE_RECORD
    ]
    assert by_hand == [], "use figure"
