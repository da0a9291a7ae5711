"""The password that others than this machine's own user need: one form, one cookie, for all notebooks."""

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "goalkit"
LOGIN = "/logga-in"
LONGEST = 4096
"""Bytes of a form that are read; a longer one is not ours."""

_FORM = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Logga in</title></head>
<body style="font: 1.1rem/1.5 system-ui; max-width: 24rem; margin: 15vh auto; padding: 0 1rem">
<main><h1>Arbetsboken</h1><form method="post" action="{login}">
<p><label for="losen">Lösenord</label><br>
<input id="losen" name="losen" type="password" autofocus required style="font: inherit; width: 100%"></p>
<p role="alert">{said}</p><button style="font: inherit">Logga in</button></form></main></body></html>"""


class Password:
    """Let nobody past who has not given the password; a cookie that dies with the server remembers it."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        self.app, self.password, self.pass_ = app, password.encode(), secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on those who know; show the form to a page, refuse all else."""
        known = scope["type"] == "lifespan" or self._is_known(HTTPConnection(scope))
        await (self.app if known else self._refusal)(scope, receive, send)

    def _is_known(self, asking: HTTPConnection) -> bool:
        given = asking.cookies.get(COOKIE, "")
        return hmac.compare_digest(given.encode(), self.pass_.encode())

    async def _refusal(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401})
            return
        request = Request(scope, receive)
        answer = await self._login(request) if request.method == "POST" else self._form(request)
        await answer(scope, receive, send)

    def _form(self, request: Request) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("Logga in först.", status_code=401)
        return HTMLResponse(_FORM.format(login=LOGIN, said=""), status_code=401)

    async def _login(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                return PlainTextResponse("Formuläret är för stort.", status_code=413)
        given = parse_qs(body.decode(errors="replace")).get("losen", [""])[0]
        if request.url.path != LOGIN or not hmac.compare_digest(given.encode(), self.password):
            return HTMLResponse(_FORM.format(login=LOGIN, said="Fel lösenord."), status_code=401)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, self.pass_, httponly=True, samesite="strict")
        return answer
