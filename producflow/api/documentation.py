"""The documentation page, whose every part comes from this server: a plant's network may have no internet."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse

START = Path(__file__).parent / "static" / "docs.js"
OFFLINE = "/static-offline-docs"  # where fastapi-offline puts Swagger UI

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{root}{offline}/favicon.png">
<link rel="stylesheet" href="{root}{offline}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{root}{offline}/swagger-ui-bundle.js"></script>
<script src="{root}/docs.js" data-openapi="{root}/openapi.json"></script>
</body>
</html>
"""


def install(api: FastAPI) -> None:
    """Add ``/docs`` and the script that starts it."""

    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "").rstrip("/")
        return HTMLResponse(PAGE.format(title=api.title, root=root, offline=OFFLINE))

    async def script(_request: Request) -> FileResponse:
        return FileResponse(START, media_type="text/javascript")

    api.add_route("/docs", docs, include_in_schema=False)
    api.add_route("/docs.js", script, include_in_schema=False)
