"""What is made of an answer is made once, and lives no longer than it."""

import gc
from collections import Counter

import pandas as pd

from producflow.ui import kept

ASKED: Counter[str] = Counter()


def total(rows: pd.DataFrame, name: str) -> int:
    ASKED[name] += 1
    return int(rows[name].sum())


def first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.head(1)


def test_it_is_made_once_of_each_answer_and_for_each_argument() -> None:
    ASKED.clear()
    rows, alike = pd.DataFrame({"good": [1, 2], "bad": [5, 5]}), pd.DataFrame({"good": [4, 5], "bad": [0, 0]})
    for _ in range(3):
        assert (kept.made(total, rows, "good"), kept.made(total, rows, "bad"), kept.made(total, alike, "good")) == (
            3,
            10,
            9,
        )
    assert ASKED == {"good": 2, "bad": 1}


def test_what_is_made_of_something_made_is_made_once_too() -> None:
    ASKED.clear()
    rows = pd.DataFrame({"good": [1, 2]})
    assert [kept.made(total, kept.made(first, rows), "good") for _ in range(3)] == [1, 1, 1]
    assert ASKED == {"good": 1}


def test_it_goes_with_its_answer_even_where_another_takes_its_place_in_memory() -> None:
    before = len(kept._KEPT)
    for value in range(200):  # each usually lies where the one before it lay
        assert kept.made(total, pd.DataFrame({"good": [value]}), "good") == value
    gc.collect()
    assert len(kept._KEPT) <= before


def test_an_answer_asked_for_in_ever_other_ways_does_not_keep_all_of_them() -> None:
    rows = pd.DataFrame({f"c{number}": [number] for number in range(3 * kept.MOST)})
    assert [kept.made(total, rows, name) for name in rows.columns] == list(range(3 * kept.MOST))
    assert len(kept._KEPT[id(rows)][1]) <= kept.MOST


class Meddling:
    """As if another page had cleared what is kept, before each look at it."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        kept._KEPT[id(self.rows)][1].clear()
        return 1


def whole(rows: pd.DataFrame, _: Meddling) -> int:
    return len(rows)


def test_another_page_may_clear_it_meanwhile() -> None:
    rows = pd.DataFrame({"good": [1, 2]})
    meddling = Meddling(rows)
    assert [kept.made(whole, rows, meddling) for _ in range(3)] == [2, 2, 2]
