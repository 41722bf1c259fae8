"""What a person, or a screen reader, gets from a page; and what the browser complains about."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize, expect

from tests.e2e.conftest import Scheme, settled

# Streamlit looks for itself below a deep link first, and loads the icon of a page's tab from a CDN, which our policy
# forbids: ours is set right after. Both come from its own scripts and change nothing that one sees.
DEEP_LINK = re.compile(r"^https?://[^/]+/[a-z]+/_stcore/(health|host-config)$")
TAB_ICON = re.compile(
    r"^Loading the image 'https://fonts\.gstatic\.com/s/i/short-term/release/materialsymbolsrounded/"
    r"[a-z_]+/default/24px\.svg' violates the following Content Security Policy directive: \"img-src "
)
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"

# Text that shows, with what canvases and charts tell a screen reader.
WORDS = """() => [
  document.body.innerText,
  ...[...document.querySelectorAll('canvas')].map(canvas => canvas.textContent),
  ...[...document.querySelectorAll('[aria-label],[title],[alt]')].map(
    each => [each.getAttribute('aria-label'), each.getAttribute('title'), each.getAttribute('alt')].join(' ')),
].join('\\n')"""
FITS = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
    .every(each => each && each.scrollWidth <= each.clientWidth)"""
SHIFTED = """() => { window.shifted = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true}) }"""
"""Sums up by how much the page has moved while it was drawn, as browsers measure it (cumulative layout shift)."""
INVISIBLE = "\u2060"
"""Stands within text that Streamlit would otherwise turn into links and icons."""

LEAKS = re.compile(r"\b(NaN|nan|NaT|None|null|undefined|Infinity|inf|Traceback|Exception|\w+Error)\b|<NA>|\[object ")


@dataclass
class Complaints:
    """What a tab's browser had to complain about, less what is known to be harmless."""

    found: list[str] = field(default_factory=list)

    def of(self, page: Page) -> "Complaints":
        """Listen to a tab from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"uncaught: {error}"))
        page.on("response", self._response)
        return self

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.text != NOT_FOUND and not TAB_ICON.match(message.text):
            self.found.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not (response.status == 404 and DEEP_LINK.match(response.url)):
            self.found.append(f"{response.status} {response.url}")


def words(page: Page) -> str:
    """Everything on a page that is text, for eyes or for ears."""
    return str(page.evaluate(WORDS)).replace(INVISIBLE, "")


def leaks(page: Page) -> list[str]:
    """Lines with what should never reach a screen: missing values by their names in programs, and failures."""
    return sorted({line.strip() for line in words(page).split("\n") if LEAKS.search(line)})


def turn(page: Page, size: ViewportSize, scheme: Scheme) -> None:
    """Look at what is open in a window of that size, by day or by night, and wait until it is drawn so."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
    settled(page)


def fits(page: Page) -> None:
    """Wait until the page's body does not scroll sideways, as tables may within themselves; else time out."""
    page.wait_for_function(FITS, timeout=10_000)
