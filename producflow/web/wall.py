"""/wall: the page for a screen in the hall. It holds nothing of the plant: its script asks for that with its link.

No page of Streamlit's: what an unattended screen shows must outlive the server's end, and need nobody to press a key.
"""

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from producflow import __version__
from producflow.web import shell

THEMES = ("light", "dark")
FONT = "SourceSansVF-Upright"


async def wall(request: Request) -> Response:
    """Answer with the page, light or dark where its address says so, else as the screen's system is."""
    theme = request.query_params.get("theme")
    return HTMLResponse(page(theme if theme in THEMES else None), headers={"Cache-Control": "no-cache"})


@cache
def page(theme: str | None) -> str:
    """The page; its policy lets only files of ours run."""
    chosen = f' data-theme="{theme}"' if theme else ""
    return f"""<!doctype html>
<html lang="en" data-version="{__version__}"{chosen}>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Wall · ProducFlow</title>
  <link rel="icon" href="favicon.png">
  <style>@font-face {{ font-family: "Source Sans"; font-weight: 200 900; src: url(".{shell.font(FONT)}"); }}</style>
  <link rel="stylesheet" href=".{shell.address("wall.css")}">
  <script src=".{shell.address("wall.js")}" defer></script>
</head>
<body>
  <main></main>
  <div id="lost" class="fit" role="status"></div>
</body>
</html>
"""


ROUTES = [Route("/wall", wall)]
