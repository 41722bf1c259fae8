"""A mistake of ours is answered with 500 and leaves the connection usable.

Starlette answers and then raises again, at which uvicorn closes the connection without having said so: the next call on
it is reset, although nothing is wrong with that one.
"""

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

SENTENCE = "Something went wrong on our side; the log says what."


class Mistakes:
    """Answer where nothing has been answered, and let a whole answer be the end of it.

    Parameters
    ----------
    app : ASGIApp
        What may fail.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = whole = False

        async def watched(message: Message) -> None:
            nonlocal begun, whole
            begun = True
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if begun and not whole:
                raise  # the caller must not take a part for the whole: the connection ends here
            log.error("request failed", area=scope["path"].split("/")[1], answered=whole, exc_info=error)
            if not begun:
                await PlainTextResponse(SENTENCE, 500)(scope, receive, send)
