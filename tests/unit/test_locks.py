"""What is installed is what was looked at: each package by version and hash, and its licence listed."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-spark.txt",
    "tests/lake/sail.txt",
    "tests/lake/spark.txt",
)


def locked(lock: str) -> list[list[str]]:
    """The lines of each requirement: the pin, and what belongs to it."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    return [line.split(" --hash=") for line in text.splitlines() if line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_of_a_lock_has_a_version_and_hashes(lock: str) -> None:
    entries = locked(lock)
    assert entries
    for pin, *hashes in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", pin), pin
        assert hashes, f"{pin} has no hash: run make lock"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", each) for each in hashes), pin


def test_nothing_is_installed_from_a_lock_without_its_hashes() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8") + (ROOT / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"(?:PIP\)|pip install|install --quiet)[^\n&|;]*--requirement \S+", text)
    assert len(installs) >= 5
    assert [each for each in installs if "--require-hashes" not in each] == []


def test_the_licence_of_each_package_is_listed() -> None:
    rows = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()
    listed = {canonicalize_name(row.split("|")[1].strip()) for row in rows if row.startswith("| ")} - {"name"}
    needed = [Requirement(pin.strip()) for pin, *_ in locked("requirements.txt")]
    here = {canonicalize_name(each.name) for each in needed if each.marker is None or each.marker.evaluate()}
    assert listed == here, "run make licences"
