"""The notebooks as one web application: read-only pages, served from this machine."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import marimo
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goalkit.show.password import Password
from goalkit.show.styles import WAITING

HEAD = """<script>
document.documentElement.lang = "sv";
new MutationObserver(() => {
  for (const menu of document.querySelectorAll('button[aria-haspopup="menu"]:not([aria-label])'))
    menu.setAttribute("aria-label", "Meny");
}).observe(document.documentElement, {childList: true, subtree: true});
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  const root = attach.call(this, how);
  if (this.localName === "marimo-checkbox") new MutationObserver(() => {
    for (const box of root.querySelectorAll('[role="checkbox"]')) {
      const name = box.labels?.[0]?.textContent.trim();
      if (name && box.ariaLabel !== name) box.ariaLabel = name;
    }
  }).observe(root, {childList: true, subtree: true});
  const waited = {"marimo-download": "Gör filen …", "marimo-lazy": "Räknar …"}[this.localName];
  if (waited) new MutationObserver(() => {
    const told = root.querySelector("svg.animate-spin") ? waited : "";
    if (said.textContent !== told) said.textContent = told;
  }).observe(root, {childList: true, subtree: true});
  return root;
};
const said = document.createElement("div");
said.setAttribute("role", "status");
said.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
document.addEventListener("DOMContentLoaded", () => document.body.append(said));
let leading;
const lead = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  let place, rolled, still = 0;
  clearInterval(leading);
  leading = setInterval(() => {
    const found = document.getElementById(id), top = found?.getBoundingClientRect().top;
    const moved = () => { let sum = 0; for (let e = found; e; e = e.parentElement) sum += e.scrollTop; return sum; };
    if (found && still && top !== place && moved() !== rolled || still > 50) return clearInterval(leading);
    if (!found) return;
    found.scrollIntoView();
    const now = found.getBoundingClientRect().top, by = moved();
    still = now === place && by === rolled ? still + 1 : 1;
    place = now;
    rolled = by;
  }, 100);
};
addEventListener("click", click => {
  const link = click.target.closest('a[href^="#"]');
  if (!link) return;
  click.stopPropagation();
  setTimeout(() => location.hash === link.hash && lead());
}, true);
if (location.hash) lead();
</script>
<style>#App .fixed.z-10000 { display: none !important; }</style>"""
"""What marimo's own page lacks: it says English, its menu has no name, its boxes to tick are buttons, whose labels are
names only to newer programs that read or check a page, and neither keyboard nor touch reaches its outline, which is
left out (the tiles at the top lead to the same places). What is computed when it is looked at, and a file that is made
when it is asked for, turn a wheel until then: a screen reader is told. The wheel's words stand in the head too: on a
slow machine marimo makes its elements before the notebook's own sheet has come. A link that leads to a target finds it
when it is there, and keeps to it until the page has stood still for five seconds or somebody rolls away: the page is
filled after the browser has looked, and grows. Within a page the browser follows a link by itself: marimo would roll
past charts that are drawn, and grow, when they are passed, and end before the target."""


LONGEST_ADDRESS = 6000
"""Bytes of an address. A page opens its socket with its own address and some more, and of that 8 KB are read."""
MOST_SESSIONS = 50
"""Opened pages that are kept at once: each has threads of its own and some MB."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(:\d+)?")
_OWN_PAGES = (None, "same-origin", "none")
"""What a browser says of who asks: our own pages, or a person who typed the address. Other ports are other sites."""


class OwnPages:
    """Refuse what another site's page asks of this server, and what is asked under a foreign name.

    A browser names the page that asks in ``Origin``, and in ``Sec-Fetch-Site`` also where it is an image or a
    frame; such a page could otherwise run the notebooks and read what they answer. Only a link that a person
    follows may come from elsewhere. No page of ours is shown within another's.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] | None) -> None:
        """Keep the names that this server is asked under; with ``None`` under any, for whoever knows the password."""
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages, and what names no page."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def unframed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Content-Security-Policy", "frame-ancestors 'none'")
            await send(message)

        refusal = self._refusal(HTTPConnection(scope))
        await (refusal or self.app)(scope, receive, unframed)

    def _refusal(self, asking: HTTPConnection) -> Response | None:
        host = asking.headers.get("host", "")
        name = _HOST.fullmatch(host.lower())
        if name is None or (self.names is not None and name[1] not in self.names):
            return PlainTextResponse("Servern har inte det namnet.", status_code=400)
        if len(asking.scope["raw_path"]) + len(asking.scope["query_string"]) > LONGEST_ADDRESS:
            return PlainTextResponse("Adressen är för lång. Ta bort det som står efter frågetecknet.", status_code=414)
        origin = asking.headers.get("origin")
        if origin.partition("://")[2] == host if origin is not None else _may_lead_here(asking):
            return None
        return PlainTextResponse("Frågan kom från en annan webbplats och besvaras inte.", status_code=403)


def _may_lead_here(asking: HTTPConnection) -> bool:
    """Tell whether our own page asks, or a person follows a link, or a program that is no browser asks."""
    told = asking.headers
    followed = (told.get("sec-fetch-mode"), told.get("sec-fetch-dest"), asking.scope.get("method"))
    return told.get("sec-fetch-site") in _OWN_PAGES or followed == ("navigate", "document", "GET")


class Sessions:
    """Begin no more sessions than there is room for, and say so to whoever opens one more page."""

    def __init__(self, app: ASGIApp, kept: Callable[[], Collection[str]]) -> None:
        """Keep how the ids of the sessions there are, open or just left, are told."""
        self.app, self.kept, self._beginning = app, kept, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count those that begin too: many at once are none yet when each is let in."""
        path, kept = scope.get("path", ""), self.kept()
        begins, is_page = path.endswith(("/ws", "/sse")), path.count("/") == 2 and path.endswith("/")
        is_kept = begins and HTTPConnection(scope).query_params.get("session_id") in kept
        if (begins or is_page) and not is_kept and max(len(kept), self._beginning) >= MOST_SESSIONS:
            told = f"{MOST_SESSIONS} sidor är öppna, och fler får inte plats. Stäng en och försök igen om två minuter."
            await PlainTextResponse(told, status_code=503)(scope, receive, send)
            return
        self._beginning += begins
        try:
            await self.app(scope, receive, send)
        finally:
            self._beginning -= begins


class WithoutPlace:
    """Take the folder that the project lies in out of what is sent: marimo's page names it, and so may a fault."""

    def __init__(self, app: ASGIApp, folders: Iterable[Path]) -> None:
        """Keep the folder by each of its names, as a text and as a text of JSON say it."""
        self.app = app
        forms = {form for folder in folders for form in (str(folder), json.dumps(str(folder))[1:-1])}
        self.said = [form.encode() + mark for form in forms for mark in (b"/", b"\\\\", b"")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all else as it is; a page is sent when it is whole, since it gets shorter."""
        held: list[Message] = []

        async def without(message: Message) -> None:
            if message["type"] == "websocket.send":
                await send(
                    {**message, **{part: self._taken(message[part]) for part in ("text", "bytes") if message.get(part)}}
                )
            elif held or (message["type"] == "http.response.start" and _is_page(message)):
                held.append(message)
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    body = self._taken(b"".join(part["body"] for part in held[1:]))
                    MutableHeaders(scope=held[0])["Content-Length"] = str(len(body))
                    await send(held[0])
                    await send({**message, "body": body})
            else:
                await send(message)

        await self.app(scope, receive, without)

    def _taken(self, content: Any) -> Any:
        if isinstance(content, str):
            return self._taken(content.encode()).decode()
        for place in self.said:
            content = content.replace(place, b"")
        return content


def _is_page(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


def workbook_app(notebooks: Mapping[str, Path], host: str, password: str | None = None) -> ASGIApp:
    """Return the application: every notebook at ``/name/``, the first of them as the landing page.

    With a ``password`` nothing is shown before it has been given. Without one only this machine's own
    names for itself are answered to, so that no foreign name can be pointed here.
    """
    builder = marimo.create_asgi_app(quiet=True, include_code=True, html_head=HEAD + WAITING)
    for name, path in notebooks.items():
        builder = builder.with_app(path=f"/{name}", root=str(path))
    first, served = next(iter(notebooks)), builder.build()
    routes = [Route("/", lambda _: RedirectResponse(f"/{first}/")), Mount("/", app=served)]
    mounted = [each.app.state.session_manager for each in served.routes if isinstance(each, Mount)]  # type: ignore[attr-defined]
    named = [path.parent.parent for path in (notebooks[first].absolute(), notebooks[first].resolve())]
    folders = [folder for folder in named if folder.name]  # the root of all is no secret, and stands everywhere
    placeless = Middleware(WithoutPlace, folders=folders)
    limit = Middleware(Sessions, kept=lambda: [each for manager in mounted for each in manager.sessions])
    return Starlette(routes=routes, middleware=[*guards(host, password), limit, placeless])


def guards(host: str, password: str | None, key: str | None = None, start: str = "/") -> list[Middleware]:
    """Return what stands before the notebooks, read or edited.

    ``key`` is a password that was made up for a link of this machine's own; it makes no foreign name known here.
    """
    own = None if password else {f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1", "[::1]"}
    secret = password or key
    return [Middleware(OwnPages, names=own)] + ([Middleware(Password, password=secret, start=start)] if secret else [])


def edit(notebook: Path, host: str, port: int, password: str | None, key: str) -> None:
    """Run marimo's editor on a notebook's folder, behind the same guards, until it is ended.

    It runs in this process, so that no secret is handed over where others on this machine can read it. marimo
    lets nothing be put before its own editor: what makes its application is exchanged for what also adds guards.
    """
    from marimo._cli.cli import main  # noqa: PLC0415  # what only the editor needs
    from marimo._server import start as marimo_start  # noqa: PLC0415

    make = marimo_start.create_starlette_app  # type: ignore[attr-defined]

    def guarded(**how: Any) -> Starlette:
        app = make(**how)
        for guard in reversed(guards(host, password, key, f"/?file={quote(notebook.name)}")):
            app.add_middleware(guard.cls, *guard.args, **guard.kwargs)
        return app

    marimo_start.create_starlette_app = guarded  # type: ignore[attr-defined]
    options = ["--headless", "--no-token", "--skip-update-check", "--host", host, "--port", str(port)]
    main(["--quiet", "edit", str(notebook.parent), *options], standalone_mode=False)
