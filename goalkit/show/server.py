"""The notebooks as one web application: read-only pages, served from this machine."""

from collections.abc import Mapping
from pathlib import Path

import marimo
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

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


class SameOrigin:
    """Refuse what another site's page asks of this server: it is for the one who opened it.

    A browser names the page that asks in ``Origin``; a page of another site could otherwise run the
    notebooks and read what they answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages, and what names no page."""
        if scope["type"] in ("http", "websocket"):
            headers = HTTPConnection(scope).headers
            origin = headers.get("origin")
            if origin is not None and origin.partition("://")[2] != headers.get("host"):
                refusal = PlainTextResponse("Frågan kom från en annan webbplats och besvaras inte.", status_code=403)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def workbook_app(notebooks: Mapping[str, Path], host: str, password: str | None = None) -> ASGIApp:
    """Return the application: every notebook at ``/name/``, the first of them as the landing page.

    With a ``password`` nothing is shown before it has been given. Without one only this machine's own
    names for itself are answered to, so that no foreign name can be pointed here.
    """
    builder = marimo.create_asgi_app(quiet=True, include_code=True, html_head=HEAD + WAITING)
    for name, path in notebooks.items():
        builder = builder.with_app(path=f"/{name}", root=str(path))
    first = next(iter(notebooks))
    routes = [
        Route("/", lambda _: RedirectResponse(f"/{first}/")),
        Mount("/", app=builder.build()),
    ]
    own_names = ["*"] if password else [host, "localhost", "127.0.0.1", "[::1]"]
    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=own_names), Middleware(SameOrigin)]
    if password:
        guards.append(Middleware(Password, password=password))
    return Starlette(routes=routes, middleware=guards)
