"""Who may import what: the house's rooms as a table, checked against the source."""

import ast
import itertools
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "producflow"

# Third-party modules that only some rooms may import.
ONLY_IN = {
    "duckdb": ("producflow/store/",),
    "plotly": ("producflow/ui/charts/",),
    "streamlit": ("app.py", "pages/", "producflow/ui/", "producflow/printing/", "producflow/web/"),
    "fastapi": ("producflow/api/",),
    "starlette": ("app.py", "producflow/access_log.py", "producflow/api/", "producflow/web/"),
    "uvicorn": ("producflow/web/",),
    "pyspark": ("producflow/lake/spark.py",),
    "python_calamine": ("producflow/sheets/",),
    "streamlit_authenticator": ("producflow/ui/sign_in.py",),
    "authlib": ("producflow/access/oidc/",),
    "joserfc": ("producflow/access/",),
    "pyotp": ("producflow/access/",),
    "zxcvbn": ("producflow/access/",),
    "segno": ("producflow/ui/",),
}

# What each room may import of ours, beside itself. Nothing imports upward.
ROOMS = {
    "errors": set(),
    "providers": set(),
    "settings": {"errors", "providers"},
    "logs": set(),
    "access_log": set(),
    "periodic": {"errors"},
    "vocabulary": set(),
    "domain": {"vocabulary"},
    "sheets": set(),
    "store": {"vocabulary", "errors", "settings", "domain"},
    "access": {"errors", "providers", "settings", "store"},
    "pages": {"access"},
    "reports": {"pages", "store", "domain", "errors", "settings"},
    "operations": {"pages", "access", "store", "domain", "reports", "errors", "settings"},
    "imports": {
        "pages",
        "vocabulary",
        "sheets",
        "operations",
        "access",
        "store",
        "domain",
        "reports",
        "errors",
        "settings",
    },
    "demo": {"operations", "access", "store", "domain", "reports", "errors"},
    "lake": {"operations", "access", "store", "domain", "reports", "errors", "settings"},
    "drawing": {"reports", "store", "domain", "errors"},
    "printing": {"pages", "ui", "drawing", "reports", "access", "store", "domain", "errors", "settings"},
    "backups": {"periodic", "access", "store", "reports", "errors", "settings"},
    "messages": {
        "pages",
        "periodic",
        "printing",
        "operations",
        "access",
        "store",
        "domain",
        "reports",
        "errors",
        "settings",
    },
    "commands": {
        "backups",
        "demo",
        "lake",
        "imports",
        "printing",
        "operations",
        "access",
        "store",
        "domain",
        "reports",
        "errors",
        "settings",
    },
    "housekeeping": {"periodic", "backups", "lake", "messages", "operations", "access", "store", "errors", "settings"},
    "control": {"commands", "store", "errors"},
    "api": {
        "pages",
        "access_log",
        "imports",
        "printing",
        "operations",
        "access",
        "store",
        "domain",
        "reports",
        "errors",
        "settings",
    },
    "ui": {
        "pages",
        "providers",
        "backups",
        "drawing",
        "imports",
        "operations",
        "access",
        "store",
        "domain",
        "reports",
        "errors",
        "settings",
    },
    "web": {
        "pages",
        "access_log",
        "backups",
        "printing",
        "housekeeping",
        "logs",
        "api",
        "access",
        "store",
        "reports",
        "errors",
        "settings",
    },
    "serving": {"web", "control", "commands", "access", "store", "errors", "settings", "logs"},
    "__main__": {"serving", "control", "commands", "backups", "access", "store", "errors", "settings"},
}
# The steps of an import in their order: each imports of the others only those before it.
STEPS = ("reading", "columns", "checking", "writing")
PAGES = sorted((ROOT / "pages").glob("*.py"))


def sources() -> list[Path]:
    return sorted([ROOT / "app.py", *PAGES, *SOURCE.rglob("*.py")])


@cache
def imported(path: Path) -> frozenset[str]:
    """Modules that a file imports, ``from a import b`` counted as ``a.b``, those inside functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


# How figures look and how numbers are put into words: no Streamlit, so that they are tried without a page.
DRAWING = ("ui.charts", "ui.text")


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if ".".join(parts[1:3]) in DRAWING:
        return "drawing"
    inside = parts[0] == "producflow" and len(parts) > 1 and parts[1] != "__version__"
    return parts[1] if inside else None


@pytest.mark.parametrize("module", ONLY_IN)
def test_a_library_stays_in_its_rooms(module: str) -> None:
    strangers = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if any(name.split(".")[0] == module for name in imported(path))
        and not path.relative_to(ROOT).as_posix().startswith(ONLY_IN[module])
    ]
    assert strangers == []


def test_nothing_imports_upward() -> None:
    upward = []
    for path in SOURCE.rglob("*.py"):
        inside = path.relative_to(SOURCE)
        room = room_of(".".join(["producflow", *inside.with_suffix("").parts])) or "__init__"
        if room == "__init__":
            continue
        for name in imported(path):
            other = room_of(name)
            if other is not None and other != room and other not in ROOMS[room]:
                upward.append(f"{inside.as_posix()} imports {name}")
    assert upward == []


def test_the_steps_of_an_import_stand_in_their_order() -> None:
    backward = [
        f"{path.relative_to(SOURCE).as_posix()} imports {name}"
        for place, step in enumerate(STEPS)
        for path in (SOURCE / "imports" / step).glob("*.py")
        for name in imported(path)
        if name.startswith(tuple(f"producflow.imports.{later}." for later in (*STEPS[place + 1 :], "pipeline")))
    ]
    assert backward == []


def test_every_room_is_in_the_table() -> None:
    rooms = {path.name.removesuffix(".py") for path in SOURCE.iterdir() if not path.name.startswith("__pycache__")}
    assert rooms - {"__init__"} == set(ROOMS) - {"drawing"}


def test_the_table_has_no_circle() -> None:
    order: list[str] = []
    while len(order) < len(ROOMS):
        free = [room for room, needs in ROOMS.items() if room not in order and needs <= set(order)]
        assert free, f"circle among {set(ROOMS) - set(order)}"
        order += free


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_a_short_story(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 60
    assert (ast.get_docstring(tree) or "").endswith("?")
    told = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef)]
    assert told == [], "a page defines nothing"
    assert not re.search(r"groupby|\bpx\.|\bSELECT\b|\.sql\b|unsafe_allow_html", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_pages_import_the_ui_and_what_it_asks(page: Path) -> None:
    rooms = {room for room in map(room_of, imported(page)) if room}
    assert rooms <= {"ui", "drawing", "reports", "access"}


def test_drawing_knows_no_streamlit() -> None:
    drawing = [*(SOURCE / "ui" / "charts").glob("*.py"), SOURCE / "ui" / "text.py"]
    guilty = [path.name for path in drawing if any(name.split(".")[0] == "streamlit" for name in imported(path))]
    assert guilty == []


def test_no_route_leans_on_another() -> None:
    routes = "producflow.api.routes."
    leaning = [
        f"{path.name} imports {name}"
        for path in (SOURCE / "api" / "routes").glob("[!_]*.py")
        for name in imported(path)
        if name.startswith(routes)
    ]
    assert leaning == [], "what routes share stands beside them, in producflow/api"


def test_the_domain_is_pure() -> None:
    forbidden = {"streamlit", "duckdb", "pathlib", "os", "time", "requests", "logging", "structlog"}
    clocks = re.compile(r"\b(datetime\.now|date\.today|Timestamp\.now|Timestamp\.utcnow|time\.time)\b")
    for path in (SOURCE / "domain").rglob("*.py"):
        assert not forbidden & {name.split(".")[0] for name in imported(path)}, path.name
        assert not clocks.search(path.read_text(encoding="utf-8")), path.name


def test_every_question_says_its_grain() -> None:
    silent = []
    for path in sorted((SOURCE / "store" / "sql").rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        header = " ".join(itertools.takewhile(lambda line: line.startswith("--"), text.splitlines()))
        asks = re.search(r"^\s*(SELECT|WITH)\b", text, re.MULTILINE) and not re.search(
            r"^\s*(INSERT|UPDATE|DELETE)\b", text, re.MULTILINE
        )
        if not header or (asks and "Grain:" not in header):
            silent.append(path.relative_to(SOURCE).as_posix())
    assert silent == []


def test_no_html_is_let_through() -> None:
    """But for what is ours to the last letter: numbers, words and drawings in tiles, and a word above tables."""
    guilty = [path.name for path in sources() if "unsafe_allow_html" in path.read_text(encoding="utf-8")]
    assert sorted(guilty) == ["tables.py", "tiles.py"]
