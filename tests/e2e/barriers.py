"""What keeps somebody from using a page: what axe-core finds, and controls without a name."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
COLOURS = ["color-contrast", "link-in-text-block"]
"""axe-core's rules that look at colours: all that differs between a page by day and the same page by night."""

# Rule and part of the selector of what Streamlit itself draws and gives no way to mend, each with the reason.
ALLOWED = {
    ("svg-img-alt", "_highlighted_points_marks"): "st.metric's sparkline has an empty group for the point that a mouse "
    "would highlight; it shows nothing, and the card says the figure and its change in words",
}

# Controls that a mouse can press and that have no name for whoever cannot see them.
NAMELESS = """() => [...document.querySelectorAll(
    'button, a[href], input:not([type=hidden]), select, textarea, [role=button], [role=combobox], [role=switch]')]
  .filter(each => each.checkVisibility() && !each.closest('[aria-hidden=true]'))
  .filter(each => !(each.getAttribute('aria-label') || each.labels?.length || each.getAttribute('aria-labelledby')
    || each.textContent.trim() || each.title || each.querySelector('img[alt]')))
  .map(each => each.outerHTML.slice(0, 200))"""


def barriers(page: Page, *, only_colours: bool = False) -> list[str]:
    """Serious and critical violations, each with where it is, and the controls that have no name.

    To look at all takes seconds; where the same page was looked at in other colours, the colours are enough.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": COLOURS} if only_colours else {})
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    nameless: list[str] = page.evaluate(NAMELESS)
    return [
        f"{each['id']} ({each['impact']}) at {node['target']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
        if not any(rule == each["id"] and part in str(node["target"]) for rule, part in ALLOWED)
    ] + nameless
