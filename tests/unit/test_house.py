"""How large the house is, and that nothing in it is dead: length of files, questions nobody asks, code nobody calls."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest
from vulture import Vulture

from producflow.imports.kinds import KINDS
from producflow.store.queries import exports, integrity
from producflow.store.session import SHARED

ROOT = Path(__file__).parents[2]
STORE = ROOT / "producflow" / "store"
PRODUCT = ("app.py", "pages", "producflow")
OTHERS = ("benchmarks", "tests")

LONGEST = 300
"""Lines of a file at most: more than one idea stands in a longer one."""

BENCHMARKS_ONLY = {"production/benchmark"}

CALLED_BY_DECORATOR = [
    *("@routes.get", "@routes.post", "@routes.patch", "@routes.put", "@routes.delete"),
    *("@app.get", "@app.post", "@event.listens_for", "@field_validator", "@model_validator"),
    *("@pytest.fixture", "@rule", "@invariant", "@initialize"),
]
NOT_DEAD = {
    # Libraries call or read these by name.
    "model_config": "pydantic reads it",
    "handle_RCPT": "aiosmtpd calls it",
    "handle_DATA": "aiosmtpd calls it",
    "do_POST": "http.server calls it",
    "log_message": "http.server calls it",
    "settings_customise_sources": "pydantic-settings calls it",
    "writable": "io.RawIOBase asks it",
    "grant_type": "programs send it with their password, as OAuth 2 says",
    "max_concurrent_users": "streamlit-authenticator passes it",
    "max_login_attempts": "streamlit-authenticator passes it",
    "single_session": "streamlit-authenticator passes it",
    "callback": "streamlit-authenticator passes it",
    "captcha": "streamlit-authenticator passes it",
    "entered_captcha": "streamlit-authenticator passes it",
    "attrs": "streamlit-authenticator reads it",
    "cookie_controller": "streamlit-authenticator reads it",
    "authentication_controller": "streamlit-authenticator reads it",
    "get_cookie": "streamlit-authenticator calls it",
    "traceback": "the protocol of context managers",
    "collect": "prometheus-client calls it",
    "collect_ignore": "pytest reads it",
    "pytest_collection_finish": "pytest calls it",
    "pytestmark": "pytest reads it",
    "teardown": "hypothesis calls it after a state machine's run",
    # Tests hold something equal to these.
    "as_markdown": "docs/metrics.md is made with it",
    "ideal_output": "what production/sums.sql says in SQL",
    "rated_output": "what production/sums.sql says in SQL",
    "machine_shifts": "what receipts of a machine and shift say",
}
"""Names that nobody of ours uses, each with who does. One that somebody uses, or that is gone, does not belong here."""

QUICK_IN_A_BROWSER = {
    "test_maintenance": 1,
    "test_morning": 2,
    "test_record": 2,
    "test_sign_in": 6,
    "test_uploads": 1,
    "test_walkthrough": 1,
}
"""How many tests of a browser's files ``make test`` waits for; all others are marked ``long``."""


def sources() -> list[Path]:
    found = [ROOT / "app.py"]
    for folder in ("pages", "producflow", *OTHERS):
        found += [path for kind in ("*.py", "*.sql", "*.js", "*.css") for path in (ROOT / folder).rglob(kind)]
    return found


def test_no_file_is_too_long() -> None:
    long = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    ]
    assert long == [], f"split them by idea: more than {LONGEST} lines"


def names_said(folder: str) -> set[str]:
    """Every text that stands in the source."""
    return {
        node.value
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def shared() -> set[str]:
    """Pieces that questions take in, each by a line of its own."""
    texts = (path.read_text(encoding="utf-8") for path in (STORE / "sql").rglob("*.sql"))
    return {name for text in texts for name in SHARED.findall(text)}


def questions() -> set[str]:
    """Names of all questions, each its place below ``store/sql``: ``subject/what``."""
    kept = STORE / "sql"
    return {path.relative_to(kept).with_suffix("").as_posix() for path in kept.rglob("*.sql")}


@pytest.mark.long
def test_somebody_asks_every_question() -> None:
    said = names_said("producflow") | shared() | {f"exports/{table}" for table in exports.FILTERS}
    said |= {f"integrity/{check}" for check in get_args(integrity.Check)}
    assert {question for question in questions() if question not in said} == BENCHMARKS_ONLY
    assert names_said("benchmarks") >= BENCHMARKS_ONLY


@pytest.mark.long
def test_only_the_store_names_a_question() -> None:
    named = questions()
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno} names {node.value}"
        for part in PRODUCT
        for path in ([ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*.py")))
        if not path.is_relative_to(STORE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in named
    ]
    assert guilty == [], "ask through a function of store/queries"


def test_a_composed_insert_takes_no_empty_answer() -> None:
    """:meth:`Session.insert` says which rows DuckDB loses otherwise."""
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((STORE / "importing").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        and re.search(r"\bINSERT\b(?!.*\bVALUES\b)", ast.unparse(node))
    ]
    assert guilty == [], "let Session.insert do it"


def unused(seeker: Vulture, *parts: str) -> dict[str, str]:
    """Names that only stand where they are made, with their place, in these parts and those that it has seen before.

    Names of functions, classes, methods and values.
    """
    seeker.scavenge([str(ROOT / part) for part in parts])
    return {
        item.name: f"{item.filename.relative_to(ROOT)}:{item.first_lineno} {item.typ} {item.name}"
        for item in seeker.get_unused_code(min_confidence=60)
        if not (item.typ == "variable" and "schemas" in item.filename.parts)  # fields that only callers read
        and not item.name.startswith("test_")
    }


def test_migrations_have_numbers_of_their_own() -> None:
    numbers = [int(path.name.split("_")[0]) for path in sorted((STORE / "migrations").glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.long
def test_no_code_is_dead() -> None:
    seeker = Vulture(ignore_decorators=CALLED_BY_DECORATOR)
    ours = unused(seeker, *PRODUCT)  # what only a test calls is dead as well
    helpers = {
        name: place
        for name, place in unused(seeker, *OTHERS).items()
        if place.startswith(OTHERS) and " attribute " not in place  # they set some of libraries' objects
    }
    found = helpers | ours
    assert [place for name, place in found.items() if name not in NOT_DEAD] == []
    assert set(NOT_DEAD) - set(found) == set(), "take them off the list: somebody uses them now, or they are gone"


def test_what_an_address_names_is_bound_in_one_place() -> None:
    """So that nothing that nobody can read is passed over, and no page takes another's choice on the way back."""
    bound: dict[str, set[str]] = {}
    for path in sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "producflow" / "ui").rglob("*.py")]):
        text = path.read_text(encoding="utf-8")
        if path.name != "addressed.py":
            assert 'bind="query-params"' not in text, path
        for name in re.findall(r'addressed\.\w+\(\s*"(\w+)"', text):
            bound.setdefault(name, set()).add(path.name)
    assert len(bound) > 10
    assert {name: files for name, files in bound.items() if len(files) > 1} == {}


def test_every_field_of_a_day_is_written_as_iso() -> None:
    """Streamlit's own way, 2026/11/29, is neither what tables show nor what an address says."""
    fields = {
        f"{path.relative_to(ROOT)}:{node.lineno}": {each.arg: ast.unparse(each.value) for each in node.keywords}
        for path in sorted((ROOT / "producflow" / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date_input"
    }
    assert len(fields) > 5
    assert [place for place, given in fields.items() if given.get("format") != "DAY"] == []


def test_nobody_but_its_own_file_knows_a_kind_of_upload_by_name() -> None:
    """So that a new kind is a file of its own and no branch anywhere. Names that fields have too are left out."""
    names = set(KINDS) - {field.name for kind in KINDS.values() for field in kind.fields}
    rooms = [ROOT / "producflow" / room for room in ("imports", "ui", "api", "commands", "store/importing")]
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in rooms
        for path in sorted([room.with_suffix(".py")] if room.with_suffix(".py").exists() else room.rglob("*.py"))
        if not path.is_relative_to(ROOT / "producflow" / "imports" / "kinds")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.MatchValue)
        for said in ast.walk(node)
        if isinstance(said, ast.Constant) and said.value in names
    ]
    assert asked == [], "let the kind say it"


def test_what_an_element_holds_is_asked_for_its_own_style_only() -> None:
    """Asked for others, browsers work out the whole page anew at each change: half of the time of a page of charts."""
    style = (ROOT / "producflow" / "web" / "style.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    asked = re.findall(r":has\((?:[^()]|\([^()]*\))*\)\)*([^,{]*)", rules)
    assert len(asked) > 3
    assert [others for others in asked if others.strip()] == []


def is_quick(statement: ast.stmt) -> bool:
    """Whether it is a test that is not marked ``long``."""
    if not isinstance(statement, ast.FunctionDef) or not statement.name.startswith("test_"):
        return False
    return all(ast.unparse(mark) != "pytest.mark.long" for mark in statement.decorator_list)


def test_few_tests_in_a_browser_are_waited_for() -> None:
    """Each takes several seconds: unmarked ones would make ``make test`` long again, by nobody's decision."""
    waited_for = {}
    for path in sorted((ROOT / "tests" / "e2e").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "\npytestmark = pytest.mark.long\n" not in text:
            waited_for[path.stem] = sum(is_quick(statement) for statement in ast.parse(text).body)
    assert waited_for == QUICK_IN_A_BROWSER, "mark it long, or say here that it is waited for"
