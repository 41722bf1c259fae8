"""Two runs of the uploads page on one upload: a press begins the newer one while the older one still waits."""

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store
from producflow.ui.uploads import Upload, rehearsed, working

ROWS = b"Machine,Timestamp,Sensor,Value\nPress 1,2026-01-01 00:00,temperature,20\n"


@pytest.fixture
def upload(empty_plant: Store) -> Upload:
    """A file that was read, and that nobody has rehearsed."""
    path = empty_plant.path.with_name("readings.csv")
    path.write_bytes(ROWS)
    return Upload(path.name, "upload0", proposal=imports.propose(empty_plant, path, path.name))


def test_a_run_whose_work_a_newer_run_took_over_shows_what_it_found(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both_wait(work: imports.BackgroundJob[imports.Rehearsal], title: str) -> bool:
        assert work.ended(None), title
        upload.rehearsing = None  # the other run was told first, and took the work over
        return True

    monkeypatch.setattr(working, "ended", both_wait)
    found = rehearsed._rehearsal(upload, COMMAND_LINE, create=True)
    assert found is not None
    assert found.counts.added == 1


def test_a_run_leaves_the_work_of_a_newer_run_to_that_one(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    newer: list[imports.Rehearsal | None] = []

    def overtaken(work: imports.BackgroundJob[imports.Rehearsal], title: str) -> bool:
        monkeypatch.setattr(working, "ended", lambda work, title: work.ended(None))
        newer.append(rehearsed._rehearsal(upload, COMMAND_LINE, create=True))
        return work.ended(None)

    monkeypatch.setattr(working, "ended", overtaken)
    assert rehearsed._rehearsal(upload, COMMAND_LINE, create=False) is None
    [found] = newer
    assert found is not None
    assert found.counts.added == 1
    assert upload.rehearsal is found
