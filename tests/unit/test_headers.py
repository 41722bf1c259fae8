"""Which columns of a header are which fields of a stop."""

import pytest

from producflow.imports.columns.recognition import match_columns
from producflow.imports.kinds import rank_kinds
from producflow.imports.kinds.downtime_events import KIND as DOWNTIME


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "Timestamp,Downtime Minutes,Reason,Equipment,Downtime End Time",
            "started_at,duration,reason,equipment,ended_at",
        ),
        ("Machine,Downtime Start Time,Downtime End Time,Cause", "equipment,started_at,ended_at,reason"),
        ("Maschine,Stillstand von,Stillstand bis,Ausfall (min)", "equipment,started_at,ended_at,duration"),
        ("Machine,Arrêt début,Arrêt fin,Motif", "equipment,started_at,ended_at,reason"),
        ("machine,outage_start_date,outage_duration_h,planned", "equipment,started_at,duration,planned"),
    ],
)
def test_a_header_may_say_whose_end_it_means(header: str, fields: str) -> None:
    found = {match.column: name for name, match in match_columns(DOWNTIME, header.split(",")).items()}
    assert found == dict(zip(header.split(","), fields.split(","), strict=True))
    assert rank_kinds(header.split(","))[0][1] is DOWNTIME


def test_a_stop_time_may_be_either_end_and_is_not_guessed() -> None:
    found = match_columns(DOWNTIME, ["Machine", "Stop time", "Reason"])
    assert {name: match.column for name, match in found.items()} == {"equipment": "Machine", "reason": "Reason"}
