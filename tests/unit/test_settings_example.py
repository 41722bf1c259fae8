"""The example of settings names every setting there is, and no other."""

import re
from pathlib import Path

from producflow.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting_with_its_default() -> None:
    shown = dict(re.findall(r"^# PRODUCFLOW_([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(shown) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default is not None and name != "cors_origins":
            expected = str(int(field.default)) if isinstance(field.default, bool | float) else str(field.default)
            if isinstance(field.default, tuple):
                expected = ",".join(field.default)
            assert shown[name.upper()] == expected, name
