"""What may be the cause of an excursion: which evidence is told, and how sure that is said to be."""

import pytest

from producflow.domain.causes import IN_WORK, LATE, NOTE, STOP, Evidence, cause

HEATERS = Evidence(LATE, "Clean mold and check heater bands", "job 6 days late")
RESIN = Evidence(NOTE, "Resin of the new supplier", "note of 26 Nov")
FAULT = Evidence(STOP, "Heater fault", "stop on 22 Nov")
OLDER = Evidence(STOP, "Cooling water off", "stop on 20 Nov")
SHORTAGE = Evidence(STOP, "Material shortage", "stop on 28 Nov")
LEAK = Evidence(IN_WORK, "Find the leak (pneumatic supply)", "job in work")


def test_what_speaks_of_the_sensor_is_likely_the_cause_one_of_each_kind() -> None:
    found = cause("temperature", [RESIN, SHORTAGE, FAULT, OLDER, HEATERS])
    assert found.likely
    assert found.evidence == (HEATERS, FAULT)  # a job left undone before a stop; the newest of two stops


def test_without_any_that_speaks_of_it_the_nearest_is_told_and_called_no_cause() -> None:
    found = cause("temperature", [RESIN, SHORTAGE, LEAK])
    assert not found.likely
    assert found.evidence == (LEAK,)


def test_without_evidence_there_is_none() -> None:
    assert not cause("temperature", [])


@pytest.mark.parametrize(
    ("sensor", "words", "speaks"),
    [
        ("pressure", "Find the leak (pneumatic supply)", True),
        ("pressure", "Leakage", True),
        ("vibration", "New spindle bearings fitted", True),
        ("speed", "Belt worn", True),
        ("temperature", "Belt worn", False),
        ("temperature", "Shot counter", False),  # "hot" stands within the word only
        ("motor_current", "Motor replaced", True),  # a sensor without words of its own: its own name
        ("motor_current", "Belt worn", False),
        (None, "Heater fault", False),
    ],
)
def test_words_speak_of_a_sensor_by_how_they_begin(sensor: str | None, words: str, speaks: bool) -> None:
    assert Evidence(NOTE, words, "").speaks_of(sensor) is speaks
