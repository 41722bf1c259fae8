"""Take the README's screenshots from the real application: ``make screenshots``."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PORT = 8669
HOME = f"http://127.0.0.1:{PORT}"
EMAIL, PASSWORD = "admin@example.com", "seven blue kettles"
PAGES = ("overview", "equipment", "maintenance", "shifts", "uploads")
SETTLED = 4_000  # milliseconds: charts draw after the script has run


def take(browser: Browser) -> None:
    """Sign in once and take every page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.goto(HOME)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.wait_for_timeout(SETTLED)
    for name in PAGES:
        page.goto(f"{HOME}/{'' if name == 'overview' else name}")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def main() -> None:
    """Serve a demo plant of its own, and photograph it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PRODUCFLOW_DATABASE": f"{folder}/plant.duckdb",
            "PRODUCFLOW_PORT": str(PORT),
            "PRODUCFLOW_ADMIN_EMAIL": EMAIL,
            "PRODUCFLOW_ADMIN_PASSWORD": PASSWORD,
        }
        command = [sys.executable, "-m", "producflow", "serve"]
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert server.stdout is not None
        try:
            next(line for line in server.stdout if "Ctrl+C" in line)
            for sample in ("production", "readings"):
                file = ROOT / "data" / "samples" / f"{sample}.csv"
                importing = [sys.executable, "-m", "producflow", "import", str(file)]
                subprocess.run(importing, cwd=ROOT, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
                take(browser)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
