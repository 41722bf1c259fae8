"""Write the table of what is read into docs/imports.md anew: ``python -m tests.imports_page``."""

from pathlib import Path

from producflow.imports.columns.systems import systems
from producflow.imports.kinds import KINDS
from producflow.imports.reading.dialect import DELIMITERS
from producflow.imports.reading.encodings import ENCODINGS
from producflow.store.importing.durations import DURATIONS
from producflow.store.importing.notations import NUMBERS
from producflow.store.importing.times import TIMES
from producflow.vocabulary.words import languages

PAGE = Path(__file__).parents[1] / "docs" / "imports.md"
BEGIN = "<!-- What is read: written by `python -m tests.imports_page` from the grammar and the vocabulary. -->\n"
END = "<!-- Until here. -->\n"
NAMES_SHOWN = 5


def table() -> str:
    """What is read, as the grammar and the vocabulary say."""
    rows = [
        ("encodings", ", ".join(ENCODINGS)),
        ("separators", ", ".join(DELIMITERS.values())),
        ("days and times", "; ".join(each.example for each in TIMES.values())),
        ("numbers", ", ".join(f"`{name}`" for name in NUMBERS)),
        ("durations", ", ".join(f"`{name}`" for name in DURATIONS)),
        ("languages", ", ".join(name for name in languages() if name != "codes")),
        ("systems", "; ".join(sorted(each.title for each in systems().values()))),
    ]
    lines = ["| what | is read |", "|---|---|", *(f"| {what} | {said} |" for what, said in rows), ""]
    lines += ["| kind | field | some of its names |", "|---|---|---|"]
    for kind in KINDS.values():
        for field in kind.fields:
            needed = " (needed)" if field.required and not field.blank else ""
            names = ", ".join(field.names[:NAMES_SHOWN])
            lines.append(f"| `{kind.name}` | `{field.name}`{needed} | {names} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
