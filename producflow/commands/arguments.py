"""What can be typed behind ``python -m producflow``."""

import argparse
from typing import Any

from producflow.access.api_keys import DAYS, OVERLAP
from producflow.access.key_scopes import Kind
from producflow.access.roles import Role
from producflow.commands import files
from producflow.operations.alerts import ALERT_PRIORITIES
from producflow.store.queries.exports import FILTERS


def parser() -> argparse.ArgumentParser:
    """All commands with what each of them takes."""
    made = argparse.ArgumentParser(prog="python -m producflow", description="One plant's production and maintenance.")
    subs = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    subs.add_parser("serve", help="run the dashboard and the API")
    subs.add_parser("demo", help="fill an empty database with the demo plant")
    _imports(subs)
    _predictions(subs)
    export = subs.add_parser("export", help="write a table to a file")
    export.add_argument("table", choices=list(FILTERS))
    export.add_argument("--format", choices=sorted(files.WRITERS), default="csv")
    export.add_argument("--output", dest="file", metavar="FILE", help="left out: TABLE.csv or TABLE.parquet")
    _report(subs.add_parser("report", help="print a page of the dashboard as PDF or PNG"))
    _users(subs.add_parser("users", help="list, add, change accounts").add_subparsers(dest="command", required=True))
    _keys(subs.add_parser("keys", help="list, make, rotate, revoke API keys"))
    _subscriptions(subs.add_parser("subscriptions", help="list, add, remove what people are told by messages"))
    retire = subs.add_parser("retire", help="remove single readings by age; hourly sums stay")
    retire.add_argument("--days", type=int, help="how long they are kept; left out: PRODUCFLOW_RAW_DAYS")
    retire.add_argument("--audit-days", type=int, help="remove older entries of the audit log instead")
    back_up = subs.add_parser("backup", help="copy the database to a file")
    back_up.add_argument("file", metavar="FILE", nargs="?", help="left out: into PRODUCFLOW_BACKUP_FOLDER")
    restore = subs.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    subs.add_parser("recover", help="go on with what can still be read of a damaged database")
    subs.add_parser("export-all", help="write all tables to a folder of Parquet files").add_argument("folder")
    subs.add_parser("import-all", help="make a new database out of such a folder").add_argument("folder")
    _lake(subs.add_parser("lake", help="readings of several plants as Parquet, summed up here or by Spark"))
    check = subs.add_parser("check", help="check settings, schema, integrity and the audit log")
    check.add_argument("--audit", metavar="HASH", help="of an entry of the audit log, as an earlier check told it")
    return made


def _report(report: argparse.ArgumentParser) -> None:
    report.add_argument("page", metavar="PAGE[?QUERY]", help="as in the address, such as 'overview?period=30d'")
    report.add_argument("--to", required=True, metavar="FILE", help="a .pdf or .png file, or a folder")
    report.add_argument("--format", choices=["pdf", "png"], help="in a folder; left out: pdf")
    report.add_argument("--replace", action="store_true", help="replace the file if it is there")
    report.add_argument("--base", metavar="URL", help="address of the server, for the link at the foot of the page")


def _reason(of: argparse.ArgumentParser) -> None:
    of.add_argument("--why", metavar="REASON", help="why closed days change still")


def _imports(subs: Any) -> None:
    take = subs.add_parser("import", help="import files that machines, MES or CMMS exported")
    take.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
    take.add_argument("--kind", help="what the rows are, such as sensor_readings; left out: as recognised")
    take.add_argument("--profile", help="name of the profile to read them by")
    take.add_argument("--mapping", metavar="FILE.json", help="how to read them: a mapping, or an exported profile")
    _reason(take)
    take.add_argument("--create-equipment", action="store_true", help="create machines that are not known yet")
    take.add_argument(
        "--equipment", action="append", default=[], metavar="NAME:type=…,capacity=…",
        help="create this machine, if it is not known yet; type and capacity (good units a shift of 480 minutes) "
        "may be left out",
    )  # fmt: skip
    take.add_argument("--dry-run", action="store_true", help="say what it would do and write nothing")
    _ways_of_reading(take)
    take.add_argument("--name", help="what the file is called, such as for standard input")
    take.add_argument("--machine", help="machine of every row, where the file names none")
    take.add_argument("--sensor-type", help="sensor type of every row, where the file names none")
    take.add_argument(
        "--set", action="append", default=[], dest="values", metavar="FIELD=VALUE", help="value of a field of every row"
    )
    for name, does in (("undo", "take an import back"), ("redo", "bring an undone import back")):
        turn = subs.add_parser(name, help=does)
        turn.add_argument("batch", type=int, metavar="BATCH")
        _reason(turn)
    _profiles(subs.add_parser("profiles", help="list, show, export, add, rename, remove profiles of imports"))


def _predictions(subs: Any) -> None:
    look = subs.add_parser("predict", help="say what files of readings tell, forward in time, without a database")
    look.add_argument("files", nargs="+", metavar="FILE", help="files of readings, of one machine or several")
    look.add_argument("--machine", help="the one to look at, or its name where files give none; left out: all")
    look.add_argument(
        "--history", nargs="+", default=[], metavar="FILE",
        help="readings of the same machines that stand for normal; left out: the first 400, or the first tenth",
    )  # fmt: skip
    look.add_argument(
        "--runs", nargs="+", default=[], metavar="FILE",
        help="readings of like machines, each of which failed after its last one: how long does this one last?",
    )  # fmt: skip
    look.add_argument("--out", required=True, metavar="alerts.csv", help="one row an alert")
    look.add_argument("--points", metavar="points.csv", help="one row an instant")
    _ways_of_reading(look)


def _ways_of_reading(take: argparse.ArgumentParser) -> None:
    take.add_argument("--timezone", metavar="ZONE", help="of times without an offset, such as Europe/Berlin")
    take.add_argument(
        "--answer", action="append", default=[], dest="answers", metavar="KEY=ANSWER",
        help="answer to a question that --dry-run lists, such as 'timestamp=day first'",
    )  # fmt: skip
    take.add_argument(
        "--column", action="append", default=[], dest="columns", metavar="FIELD=COLUMN",
        help="which column a field is in, such as 'equipment=column 1'",
    )  # fmt: skip
    take.add_argument(
        "--spread", action="append", default=[], metavar="COLUMN=NAME",
        help="sensor or machine that a column is of, such as 'column 7=fan inlet temperature'; no name: leave it out",
    )  # fmt: skip
    take.add_argument(
        "--form", action="append", default=[], metavar="NAME=VALUE",
        help="how the file is written, where that is not found out rightly: encoding, delimiter, sheet or header_line, "
        "such as 'encoding=gb18030'",
    )  # fmt: skip
    take.add_argument(
        "--unit", action="append", default=[], dest="units", metavar="FIELD=UNIT",
        help="unit of a field or of a sensor's column, such as downtime_minutes=h",
    )  # fmt: skip


def _profiles(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="command", required=True)
    subs.add_parser("list", help="list them").set_defaults(command="profiles list")
    add = subs.add_parser("add", help="take in a profile that was exported")
    add.add_argument("source", metavar="FILE.json")
    add.add_argument("--replace", action="store_true", help="replace the one of the same name")
    add.set_defaults(command="profiles add")
    for verb, what in (("show", "show one as JSON"), ("export", "write one to a file"), ("remove", "forget one")):
        sub = subs.add_parser(verb, help=what)
        sub.add_argument("name")
        sub.set_defaults(command=f"profiles {verb}")
        if verb == "export":
            sub.add_argument("--output", dest="file", metavar="FILE", help="left out: NAME.json")
    rename = subs.add_parser("rename", help="give one another name")
    rename.add_argument("name")
    rename.add_argument("new_name", metavar="NEW")
    rename.set_defaults(command="profiles rename")


def _lake(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="command", required=True)
    roll = subs.add_parser("rollup", help="sum up raw readings by the hour, and publish them day by day")
    roll.add_argument("--source", required=True, metavar="DIR", help="raw readings: plant=NAME/day=…/*.parquet")
    roll.add_argument("--target", required=True, metavar="DIR", help="where they are published")
    roll.add_argument("--remote", metavar="sc://HOST:PORT", help="a Spark Connect server; left out: DuckDB, here")
    roll.add_argument("--since", metavar="DAY", help="leave days before this one alone")
    roll.add_argument("--chunk-days", type=_days, default=7, metavar="N", help="days published together; left out: 7")
    roll.set_defaults(command="lake rollup")
    out = subs.add_parser("export", help="write the readings that are kept here to a lake, day by day")
    out.add_argument("--target", required=True, metavar="DIR", help="raw readings of the lake")
    out.add_argument("--plant", metavar="NAME", help="what it is called there; left out: its name here")
    out.add_argument("--retire", type=_days, metavar="DAYS", help="then remove older ones here; hourly sums stay")
    out.set_defaults(command="lake export")
    back = subs.add_parser("import", help="take in what an export has written")
    back.add_argument("--source", required=True, metavar="DIR", help="raw readings of the lake")
    back.add_argument("--plant", metavar="NAME", help="what it is called there; left out: its name here")
    back.set_defaults(command="lake import")


def _days(text: str) -> int:
    days = int(text)
    if days < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return days


def _users(subs: Any) -> None:
    subs.add_parser("list", help="list accounts").set_defaults(command="users list")
    add = subs.add_parser("add", help="add an account; the password is asked for, or read from standard input")
    add.add_argument("email")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--name", default="", help="full name")
    add.add_argument("--department")
    add.add_argument("--invite", action="store_true", help="ask for no password: make a link by which they choose one")
    _own(add)
    add.set_defaults(command="users add")
    for verb, what in (
        ("passwd", "set a new password"),
        ("link", "make a link by which a person sets their password; mailed where a mail server is set"),
        ("no-factor", "take the second factor away, such as after a phone was lost"),
        ("deactivate", "let a person in no longer"),
        ("reactivate", "let a person in again"),
    ):
        sub = subs.add_parser(verb, help=what)
        sub.add_argument("email")
        if verb == "passwd":
            _own(sub)
        sub.set_defaults(command=f"users {verb}")


def _own(parser: argparse.ArgumentParser) -> None:
    said = "the person types it themself; left out: it is to be changed at the first sign-in"
    parser.add_argument("--own", action="store_true", help=said)


def _subscriptions(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="command", required=True)
    subs.add_parser("list", help="list who is told what").set_defaults(command="subscriptions list")
    add = subs.add_parser("add", help="let a person be told alerts by mail")
    add.add_argument("email")
    for name in ("areas", "lines", "machines"):
        add.add_argument(f"--{name}", nargs="+", metavar="NAME", help="only of these; left out: of all")
    add.add_argument("--priority", choices=ALERT_PRIORITIES, default="high", help="and above; left out: high")
    add.add_argument("--wait", type=int, default=0, metavar="MINUTES", help="only what nobody acknowledged by then")
    add.set_defaults(command="subscriptions add")
    remove = subs.add_parser("remove", help="tell no more")
    remove.add_argument("number", type=int, help="as listed")
    remove.set_defaults(command="subscriptions remove")


def _keys(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="command", required=True)
    subs.add_parser("list", help="list keys").set_defaults(command="keys list")
    add = subs.add_parser("add", help="make a key; it is shown once")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--kinds", nargs="+", choices=[kind.value for kind in Kind], help="of calls; left out: all")
    add.add_argument("--machines", nargs="*", metavar="NAME", help="that it may name, and no others; left out: all")
    rotate = subs.add_parser("rotate", help="give a key another secret, beside which the present one works for a while")
    rotate.add_argument("--overlap", type=float, default=OVERLAP, metavar="HOURS", help=f"left out: {OVERLAP:g}")
    subs.add_parser("revoke", help="make a key worthless").set_defaults(command="keys revoke")
    for name, sub in subs.choices.items():
        if name != "list":
            sub.add_argument("name")
        if name in {"add", "rotate"}:
            sub.add_argument("--days", type=int, default=DAYS, help=f"it expires after; 0: never; left out: {DAYS}")
            sub.set_defaults(command=f"keys {name}")
