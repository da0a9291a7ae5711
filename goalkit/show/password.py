"""The password that others than this machine's own user need: one form for all notebooks, and a session with an end."""

import hmac
import math
import secrets
import time
from html import escape
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "goalkit"
LOGIN = "/logga-in"
KEY = "nyckel"
"""The password as a link carries it: only for one that was made up for this start of the program."""
LONGEST = 4096
"""Bytes of a form that are read; a longer one is not ours."""
SESSION = 12 * 60 * 60
"""Seconds from the password to the end of the session that it began."""
FREE_GUESSES, LONGEST_WAIT = 3, 60
"""Wrong passwords before the first wait of a second, and the seconds that a wait grows to, doubled at each."""

_FORM = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Logga in</title></head>
<body style="font: 1.1rem/1.5 system-ui; max-width: 24rem; margin: 15vh auto; padding: 0 1rem">
<main><h1>Arbetsboken</h1><form method="post" action="{login}">
<p><label for="losen">Lösenord</label><br>
<input id="losen" name="losen" type="password" autofocus required style="font: inherit; width: 100%"></p>
<p role="alert">{said}</p><button style="font: inherit">Logga in</button></form></main></body></html>"""


_WELCOME = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={start}">
<title>Inloggad</title></head><body><p><a href="{start}">Till arbetsboken</a></p></body></html>"""
"""A page, and no redirection: a browser that comes from elsewhere sends a strict cookie from our own pages only."""


class Password:
    """Let nobody past who has not given the password; a session of one's own, with an end, remembers it.

    Wrong passwords are counted together, wherever they come from: after a few, no guess is looked at, right or
    wrong, until a wait has passed that grows with each.
    """

    def __init__(self, app: ASGIApp, password: str, start: str = "/") -> None:
        """Keep the password, and the address that one comes to who has given it."""
        self.app, self.password, self.start = app, password.encode(), start
        self._ends: dict[str, float] = {}
        self._wrong, self._closed_until = 0, 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on those who know; show the form to a page, refuse all else."""
        if scope["type"] == "http" and scope["path"] == LOGIN:
            answer = await self._login(Request(scope, receive))
            await answer(scope, receive, send)
        elif scope["type"] == "lifespan" or self._is_known(HTTPConnection(scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401})
        else:
            await self._form(Request(scope, receive))(scope, receive, send)

    def _is_known(self, asking: HTTPConnection) -> bool:
        return self._ends.get(asking.cookies.get(COOKIE, ""), 0.0) > time.monotonic()

    def _form(self, request: Request, said: str = "", status: int = 401) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(said or "Logga in först.", status_code=status)
        return HTMLResponse(_FORM.format(login=LOGIN, said=said), status_code=status)

    async def _login(self, request: Request) -> Response:
        given = request.query_params.get(KEY)
        if request.method == "POST":
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST:
                    return PlainTextResponse("Formuläret är för stort.", status_code=413)
            given = parse_qs(body.decode(errors="replace")).get("losen", [""])[0]
        return self._form(request) if given is None else self._judged(request, given)

    def _judged(self, request: Request, given: str) -> Response:
        now = time.monotonic()
        if now < self._closed_until:
            wait = math.ceil(self._closed_until - now)
            return self._form(request, f"Fel lösenord för många gånger. Vänta {wait} s och försök igen.", 429)
        if not hmac.compare_digest(given.encode(errors="replace"), self.password):
            self._wrong += 1
            if self._wrong >= FREE_GUESSES:
                self._closed_until = now + min(2.0 ** min(self._wrong - FREE_GUESSES, 10), LONGEST_WAIT)
            return self._form(request, "Fel lösenord.")
        self._wrong = 0
        self._ends = {each: ends for each, ends in self._ends.items() if ends > now}
        session = secrets.token_urlsafe(32)
        self._ends[session] = now + SESSION
        answer = HTMLResponse(_WELCOME.format(start=escape(self.start)))
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, session, max_age=SESSION, httponly=True, samesite="strict", secure=secure)
        return answer
