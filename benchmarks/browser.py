"""What a person waits for, in a real browser: from the click in the menu to the drawn charts.

Each page is reached by a click from another page, as people do; the first load of the dashboard stands by itself, with
an empty cache and with a full one. Bytes are what came over the network, compressed as it was; requests leave out what
the browser's own cache answered. A layout jump is the browser's own measure (cumulative layout shift: 0.1 is good).
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.served import ROUNDS, Plant, folder, plant, served
from producflow import pages
from producflow.access import sessions

CHROMIUM = os.environ.get("PRODUCFLOW_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000  # ms
MILLIONS = int(os.environ.get("BENCH_BROWSER_SIZE", "10"))
SKIPPED = ("admin",)
BUDGETS = {"first load, empty cache": (4_000, 150), "first load, full cache": (400, 25)}
"""Kilobytes over the network and requests that a page may take; of the pages that a click reaches: `BUDGET`.

Streamlit's own scripts come in over a hundred files, which the browser keeps for good.
"""
BUDGET = (1_000, 15)

SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const waits = document.querySelectorAll('[data-testid=stSkeleton], [data-stale=true]').length;
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
    return app && app.dataset.testScriptState === 'notRunning' && !waits
        && charts.every(chart => chart.querySelector('.main-svg'));
}"""
WATCH = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
}"""


@dataclass
class Traffic:
    """What came over the network: responses' bytes and messages of the socket, as the browser counts them."""

    bytes: float = 0
    requests: int = 0

    def of(self, session: CDPSession) -> "Traffic":
        """Listen to a tab from now on."""
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._message)
        return self

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += event["encodedDataLength"] > 0

    def _message(self, event: dict[str, Any]) -> None:
        size = len(event["response"]["payloadData"])
        self.bytes += size * 3 / 4 if event["response"]["opcode"] == 2 else size  # binary ones are told in base64


@dataclass(frozen=True)
class Waited:
    """One wait: until everything is drawn [s], what it took [bytes], requests, and how far things jumped [-]."""

    seconds: float
    bytes: float
    requests: int
    shifted: float


def drawn(page: Page) -> None:
    """Wait until the script has ended and every chart is drawn."""
    page.wait_for_function(SETTLED, timeout=PATIENCE, polling="raf")


def signed_in(context: BrowserContext, url: str, token: str) -> None:
    """Give the browser somebody's cookie."""
    context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": url, "httpOnly": True}])


def loads(page: Page, traffic: Traffic, url: str) -> Waited:
    """Open the dashboard."""
    before = (traffic.bytes, traffic.requests)
    started = time.perf_counter()
    page.goto(url)
    drawn(page)
    seconds = time.perf_counter() - started
    page.evaluate(WATCH)
    return Waited(seconds, traffic.bytes - before[0], traffic.requests - before[1], page.evaluate("window.shifted"))


def clicks(page: Page, traffic: Traffic, title: str) -> Waited:
    """Go to a page by the menu."""
    page.evaluate("window.shifted = 0")
    before = (traffic.bytes, traffic.requests)
    heading = page.get_by_role("heading", level=1)
    old = heading.inner_text()
    started = time.perf_counter()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    page.wait_for_function(
        "old => ![undefined, old].includes(document.querySelector('h1')?.innerText)",
        arg=old,
        timeout=PATIENCE,
    )
    drawn(page)
    seconds = time.perf_counter() - started
    return Waited(seconds, traffic.bytes - before[0], traffic.requests - before[1], page.evaluate("window.shifted"))


def measure(found: Plant) -> dict[str, list[Waited]]:
    """Every wait, some times over."""
    waits: dict[str, list[Waited]] = {}
    entries = [entry for entry in pages.ALL if entry.url_path not in SKIPPED]
    with served(found) as server, sync_playwright() as playwright:
        url = f"http://127.0.0.1:{server.port}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(max(3, ROUNDS // 2)):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            signed_in(context, url, found.token)
            page = context.new_page()
            traffic = Traffic().of(context.new_cdp_session(page))
            waits.setdefault("first load, empty cache", []).append(loads(page, traffic, url))
            waits.setdefault("first load, full cache", []).append(loads(page, traffic, url))
            for entry in [*entries[1:], entries[0]]:
                waits.setdefault(entry.title, []).append(clicks(page, traffic, entry.title))
            context.close()
        browser.close()
    return waits


def table(waits: dict[str, list[Waited]]) -> str:
    """Medians as Markdown, with each page's budget."""
    lines = [
        f"### In the browser, {MILLIONS} million readings",
        "",
        "| what | until drawn [ms] | over the network [kB] | budget | requests | budget | layout jump |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, each in waits.items():
        kilobytes, requests = BUDGETS.get(name, BUDGET)
        size, count = median(wait.bytes for wait in each) / 1000, median(wait.requests for wait in each)
        time_ms, jump = 1000 * median(wait.seconds for wait in each), median(wait.shifted for wait in each)
        over = " (over)" if size > kilobytes or count > requests else ""
        lines.append(
            f"| {name}{over} | {time_ms:,.0f} | {size:,.0f} | {kilobytes:,} | {count:.0f} | {requests} | {jump:.3f} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the table."""
    with folder() as where:
        print(table(measure(plant(Path(where), MILLIONS))))


if __name__ == "__main__":
    main()
