"""/password: where links lead by which somebody sets their password.

No page of Streamlit's: what the link carries stands behind the ``#``, which browsers send to nobody, so no log and no
proxy sees it; a script of ours hands it to the API together with the password.
"""

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from producflow.access.passwords import RULE
from producflow.access.signing import LINK_PAGE
from producflow.web import shell


async def password(_request: Request) -> Response:
    """Answer with the page, which is the same for every link."""
    return HTMLResponse(page(), headers={"Cache-Control": "no-cache"})


@cache
def page() -> str:
    """The page; its policy lets only files of ours run."""
    return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Choose your password · ProducFlow</title>
  <link rel="icon" href="favicon.png">
  <link rel="stylesheet" href=".{shell.address("sentence.css")}">
  <script src=".{shell.address("password.js")}" defer></script>
</head>
<body>
  <main>
    <h1>Choose your password</h1>
    <form>
      <label for="new">New password</label>
      <input id="new" type="password" autocomplete="new-password" required aria-describedby="rule">
      <p id="rule">{RULE}</p>
      <label for="again">New password again</label>
      <input id="again" type="password" autocomplete="new-password" required>
      <button>Set password</button>
    </form>
    <p id="said" role="status"></p>
    <p><a id="in" href="./" hidden>Sign in</a></p>
  </main>
</body>
</html>
"""


ROUTES = [Route(LINK_PAGE, password)]
