"""Rows that are alike in all that is read: what tells them apart is said, and they can be kept or left out."""

from dataclasses import replace
from typing import Any

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

STOPS = "machine,start,planned,code\nM1,2026-02-09 06:00,no,error1\nM1,2026-02-09 06:00,no,error3\n"


def tried(store: Store, tmp_path: Any, content: str, **known: Any) -> imports.Tried:
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    return imports.try_file(store, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True, **known))


def test_a_column_that_tells_rows_apart_is_asked_about(store: Store, tmp_path: Any, bring: Import) -> None:
    found = tried(store, tmp_path, STOPS)
    [question] = found.proposal.questions
    assert not found.ready
    assert imports.answer_key(question) == "repeats"
    assert "1 row is like an earlier one but for “code”, which is not mapped" in question.text
    with pytest.raises(imports.ImportRefused, match="but for “code”"):
        bring(STOPS, create_equipment=True)


def test_rows_of_one_machine_and_instant_can_both_be_kept_and_stay_the_same(store: Store, bring: Import) -> None:
    both = bring(STOPS + "M1,2026-02-09 06:00,no,error3\n", create_equipment=True, answers=["repeats=keep all"])
    assert both.rehearsal.counts == imports.Counts(3, 2, 0, 1, 1, 0)  # the third is the second over again
    found = rows(store, "SELECT started_at FROM downtime_events ORDER BY started_at")
    assert [row["started_at"].microsecond for row in found] == [0, 1000]
    again = bring(STOPS, create_equipment=True, answers=["repeats=keep all"])
    assert again.rehearsal.counts.unchanged == 2


def test_the_first_can_be_kept_alone(store: Store, bring: Import) -> None:
    done = bring(STOPS, create_equipment=True, answers=["repeats=keep the first"])
    assert (done.rehearsal.counts.added, done.rehearsal.counts.duplicates) == (1, 1)


def test_mapping_the_column_answers_it_too(store: Store, bring: Import) -> None:
    bring(STOPS, create_equipment=True, columns=["reason=code"], answers=["repeats=keep all"])
    assert rows(store, "SELECT reason FROM downtime_events ORDER BY started_at") == [
        {"reason": "error1"}, {"reason": "error3"},
    ]  # fmt: skip


@pytest.mark.parametrize("answers", [[], ["repeats=keep all"]])
def test_two_states_that_begin_together_are_counted_once(store: Store, bring: Import, answers: list[str]) -> None:
    content = (
        "machine;start;end;state;reason\nM1;2026-02-09 06:00;2026-02-09 06:10;stopped;Jam\n"
        "M1;2026-02-09 06:00;2026-02-09 06:20;stopped;Cleaning\n"
    )
    done = bring(content, create_equipment=True, answers=answers)
    assert done.rehearsal.counts.rejected == (0 if answers else 1)
    if answers:
        [row] = rows(store, "SELECT sum(downtime_minutes) AS m FROM production_records")
        assert row["m"] == pytest.approx(20, abs=0.01)


def test_rows_that_are_the_same_in_every_cell_are_repeats_without_a_question(store: Store, tmp_path: Any) -> None:
    line = STOPS.splitlines()[1]
    assert tried(store, tmp_path, f"{STOPS.splitlines()[0]}\n{line}\n{line}\n").ready


def test_a_file_of_which_no_row_can_be_taken_is_not_ready(store: Store, tmp_path: Any) -> None:
    content = "machine,date,shift,output,defects,downtime\nP1,2026-02-09,morning,5,7,0\nP1,2026-02-10,morning,5,7,0\n"
    found = tried(store, tmp_path, content)
    [question] = found.proposal.questions
    assert not found.ready
    assert question.field == "defect_quantity"
    assert "No row can be taken: 2 are rejected" in question.text


SECONDS = (
    "machine,date,shift,output,defects,downtime\nP1,2026-02-09,morning,50,7,3600\nP1,2026-02-10,morning,50,7,5400\n"
)


def test_minutes_that_no_shift_has_are_asked_for_their_unit_and_answered(store: Store, tmp_path: Any) -> None:
    """By hand: 3,600 s are 60 min, and 5,400 s are 90."""
    found = tried(store, tmp_path, SECONDS)
    [question] = found.proposal.questions
    assert not found.ready
    assert question.text.startswith(
        "No row can be taken: 2 are rejected, 2 of them for “downtime”: Downtime of 3600 min"
    )
    assert question.text.endswith("“5400” (1). Is it in another unit? Or mend that, or choose another column.")
    assert "s" in question.options
    path = tmp_path / "log.csv"
    options = imports.ImportOptions(create_equipment=True)
    answered = replace(options, answers=["downtime_minutes=s"])
    imports.import_file(store, COMMAND_LINE, path, path.name, answered)
    minutes = rows(store, "SELECT downtime_minutes AS m FROM production_records ORDER BY date")
    assert [row["m"] for row in minutes] == [60, 90]
