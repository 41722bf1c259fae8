"""Good units beside rejects, or all units and the rejects among them: one output and one number of defects."""

from datetime import UTC, datetime, time

import pytest

from producflow.domain.counting import GOOD, TOTAL, counted_of, output_of
from producflow.domain.zones import next_at


@pytest.mark.parametrize(
    ("counted", "rejects", "way", "output"),
    [
        (95, 5, GOOD, 100),
        (95, 5, TOTAL, 95),
        (0, 0, GOOD, 0),
        (95, None, TOTAL, 95),
        (95, None, GOOD, None),  # good units alone are not all units
        (None, 5, GOOD, None),
        (None, 5, TOTAL, None),
    ],
)
def test_what_is_counted_becomes_output_and_back(
    counted: int | None, rejects: int | None, way: str, output: int | None
) -> None:
    assert output_of(counted, rejects, way) == output
    if output is not None:
        assert counted_of(output, rejects, way) == counted


def test_an_output_of_unknown_rejects_tells_no_good_units() -> None:
    assert counted_of(100, None, GOOD) is None
    assert counted_of(None, None, TOTAL) is None


@pytest.mark.parametrize(
    ("clock", "since", "found"),
    [
        (time(22, 30), datetime(2026, 3, 2, 21, 0, tzinfo=UTC), datetime(2026, 3, 2, 21, 30, tzinfo=UTC)),
        (time(1, 0), datetime(2026, 3, 2, 21, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (time(22, 0), datetime(2026, 3, 2, 21, 0, 40, tzinfo=UTC), datetime(2026, 3, 2, 21, 0, tzinfo=UTC)),
        # In the night of 29 March clocks go from 2 to 3: 22:00 is 21:00 UTC, 6:00 the next morning 4:00 UTC.
        (time(6, 0), datetime(2026, 3, 28, 21, 0, tzinfo=UTC), datetime(2026, 3, 29, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_the_next_one_on_the_clock(clock: time, since: datetime, found: datetime) -> None:
    assert next_at("Europe/Berlin", clock, since) == found
