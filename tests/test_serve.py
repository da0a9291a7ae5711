"""``goalkit open``: to whom it shows the workbook, on which port, and what it says when it cannot."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import expect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from websockets.sync.client import connect

from goalkit.cli.publish import chosen
from goalkit.cli.serve import ServeError, free_port, notebook_files
from goalkit.show.password import FREE_GUESSES, Password
from goalkit.show.server import MOST_SESSIONS, Sessions
from tests.browser import ROOT, served
from tests.waiting import PATIENCE, comes_to
from tests.whole import WHOLE

T = TypeVar("T")

pytestmark = WHOLE


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "goalkit", "open", "--headless", *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "GOALKIT_DATA"}
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env=environment,
    )


def test_what_systems_leave_among_the_notebooks_and_a_pipe_are_no_notebooks(tmp_path, monkeypatch):
    monkeypatch.setenv("GOALKIT_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "kolada").mkdir(parents=True)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("a.py", "._a.py", "~$a.py"):
        (folder / name).write_text("")
    os.mkfifo(folder / "b.py")
    assert list(notebook_files(folder)) == [path.stem for path in chosen(())] == ["a"]
    (folder / "a.py").write_bytes(b"\xef\xbb\xbfimport marimo")
    with pytest.raises(ServeError, match=r"a\.py börjar med ett osynligt tecken .* Spara om som UTF-8 utan det"):
        notebook_files(folder)


def test_another_host_is_served_only_together_with_a_password():
    done = run("--host", "0.0.0.0")
    assert done.returncode == 1
    assert "kräver ett lösenord: --password" in done.stderr


def test_a_password_is_never_an_argument_and_never_empty(tmp_path):
    (empty := tmp_path / "tom.txt").write_text("\nlösen\n", encoding="utf-8")
    assert run("--password", "hemligt").returncode == 2
    done = run("--password-file", str(empty))
    assert (done.returncode, done.stdout) == (1, "")
    assert "har inget lösenord på första raden" in done.stderr


def test_an_unknown_notebook_is_answered_with_the_known_ones():
    done = run("--edit", "finns-inte")
    assert done.returncode == 1
    assert "klimat_och_miljo" in done.stderr


def test_outside_a_project_it_says_where_to_go(tmp_path):
    done = run(cwd=tmp_path)
    assert done.returncode == 1
    assert "Ingen mapp data/kolada finns" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(ServeError, match="Inga anteckningsböcker"):
        notebook_files(tmp_path)


def test_a_port_in_use_gives_the_next_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


@pytest.mark.skipif(os.name != "posix", reason="nobody asks a program to end there")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("options", [[], ["--edit", "oversikt"]])
def test_whoever_ends_the_command_ends_what_it_started(options: list[str], sent: signal.Signals):
    """A session is open then, with a kernel of its own."""
    command = [sys.executable, "-m", "goalkit", "open", "--headless", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "GOALKIT_DATA": str(ROOT / "data")}
    piped = {"stdout": subprocess.PIPE, "encoding": "utf-8", "env": environment}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **piped) as started:
        try:
            port, login = re.findall(r":(\d+)/(\S*)", started.stdout.readline())[0]
            comes_to(lambda: answers(int(port)), True)
            given = asked(f"http://127.0.0.1:{port}", f"/{login}")[1].get("set-cookie", "") if login else ""
            place = "ws?file=oversikt.py&" if options else "oversikt/ws?"
            headers = {"Cookie": given.partition(";")[0], "Origin": f"http://127.0.0.1:{port}"}
            address = f"ws://127.0.0.1:{port}/{place}session_id=s_exempel"
            with connect(address, additional_headers=headers, close_timeout=1) as page:
                assert "kernel-ready" in str(page.recv(timeout=PATIENCE))
                below = [os.getpgid(int(pid)) for pid in children(started.pid)]
                started.send_signal(sent)
                started.wait(20)
                for group in (started.pid, *below):
                    comes_to(lambda group=group: is_left(group), False)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)


def children(pid: int) -> list[str]:
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def is_left(group: int) -> bool:
    """Tell whether a process of a group still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def guarded() -> Iterator[str]:
    with served(ROOT / "data", password="påhittat lösen") as address:
        yield address


@pytest.mark.browser
def test_with_a_password_nothing_is_shown_before_it_has_been_given(page, guarded):
    page.goto(f"{guarded}/oversikt/")
    expect(page.locator("h1")).to_have_text("Arbetsboken")
    assert page.locator(".gk-badge").count() == 0
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_have_text("Fel lösenord.")
    page.get_by_label("Lösenord").fill("påhittat lösen")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_selector(".gk-badge")
    page.goto(f"{guarded}/klimat_och_miljo/")
    page.wait_for_selector(".gk-badge")


# --- who is let in ---------------------------------------------------------------------------------------


def asked(address: str, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """Ask a server just what is said, with no header but those; give the status, the headers and the text."""
    place = urlsplit(address)
    body = headers.pop("body", "")
    told = {"Host": place.netloc, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(HTTPConnection(place.hostname, place.port, timeout=PATIENCE)) as caller:
        caller.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in told.items():
            caller.putheader(name, value)
        caller.endheaders(body.encode() or None)
        answer = caller.getresponse()
        try:
            text = "" if answer.status == 101 else answer.read().decode(errors="replace")
        except IncompleteRead as broken_off:
            text = broken_off.partial.decode(errors="replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "A" * 22 + "==",
}
IMAGE = {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
FRAME = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
LINK = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
WRONG_HOSTS = (
    "", "example.org", "example.org:{port}", "127.0.0.1.example.org", "localhost.example.org:{port}",
    "127.0.0.1@example.org", "127.0.0.1:{port}:{port}", "127.0.0.1:{port}/", "localhost.", "127.1", "2130706433",
    "0x7f.0.0.1", "0.0.0.0:{port}", "[::ffff:127.0.0.1]:{port}", "[::]:{port}",
)  # fmt: skip
WRONG_ORIGINS = (
    "null", "", "https://example.org", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}",
    "http://127.0.0.1:{port}.example.org", "http://example.org:{port}",
)  # fmt: skip


@pytest.fixture(scope="module")
def read_and_edited() -> Iterator[tuple[str, str, str]]:
    """Give the address of the workbook, that of the editor, and the editor's cookie."""
    with served(ROOT / "data") as workbook, served(ROOT / "data", "--edit", "oversikt") as link:
        editor, _, login = link.partition("/logga-in")
        cookie = asked(editor, f"/logga-in{login}")[1]["set-cookie"]
        assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
        yield workbook, editor, cookie.partition(";")[0]


def test_a_foreign_name_page_or_frame_reaches_neither_the_workbook_nor_the_editor(read_and_edited):
    workbook, editor, cookie = read_and_edited
    for address, page, socket_ in ((workbook, "/oversikt/", "/oversikt/ws"), (editor, "/", "/terminal/ws")):
        port = str(urlsplit(address).port)
        refused = [({"Host": host.format(port=port)}, 400) for host in WRONG_HOSTS]
        refused += [({"Origin": origin.format(port=port)}, 403) for origin in WRONG_ORIGINS]
        refused += [
            ({"Sec_Fetch_Site": site, **kind}, 403) for site in ("cross-site", "same-site") for kind in (IMAGE, FRAME)
        ]
        for headers, status in refused:
            assert asked(address, page, Cookie=cookie, **headers)[0] == status, headers
            assert asked(address, socket_, Cookie=cookie, **{**SOCKET, **headers})[0] == status, headers
            assert asked(address, page, "POST", Cookie=cookie, **headers)[0] == status, headers
        for headers in (
            {},
            {"Host": f"LOCALHOST:{port}"},
            {"Origin": address},
            {"Sec_Fetch_Site": "cross-site", **LINK},
        ):
            status, told, _ = asked(address, page, Cookie=cookie, **headers)
            assert (status, told["content-security-policy"]) == (200, "frame-ancestors 'none'"), headers
    assert asked(editor, "/terminal/ws", Cookie=cookie, Origin=editor, **SOCKET)[0] == 101


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no list of processes to read there")
def test_no_list_of_processes_has_the_key_of_the_editor(own_data):
    with served(own_data, "--edit", "oversikt") as link:
        editor, _, key = link.partition("/logga-in?nyckel=")
        session = asked(editor, f"/logga-in?nyckel={key}")[1]["set-cookie"].partition(";")[0]
        assert len(key) > 20
        assert asked(editor, "/", Cookie=session)[0] == 200
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                assert key not in (process / "cmdline").read_bytes().decode(errors="replace")
        made = (own_data.parent / "notebooks" / "__marimo__").glob("redigera-*.html")
        (file,) = (each for each in made if key in each.read_text())
        assert oct(file.stat().st_mode & 0o777) == "0o600"
    comes_to(file.exists, False)


HELD_ROUTES = (
    "", "oversikt/", "oversikt/ws", "oversikt/sse?session_id=s_abcdef", "oversikt/ws_sync", "oversikt/api/status",
    "oversikt/api/version", "oversikt/api/kernel/run", "oversikt/api/kernel/set_ui_element_value",
    "oversikt/api/home/files", "oversikt/api/files/list_files", "oversikt/assets/index.js", "oversikt/@file/1-a",
    "oversikt/public/a", "oversikt/terminal/ws", "oversikt/auth/login", "oversikt/health", "oversikt/og/thumbnail",
    "finns-inte", "docs", "openapi.json", "%2e%2e/", "logga-in/", "LOGGA-IN",
)  # fmt: skip


def test_without_the_password_nothing_answers(guarded):
    for path in HELD_ROUTES:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            assert asked(guarded, f"/{path}", method)[0] == 401, (method, path)
        assert asked(guarded, f"/{path}", Cookie="goalkit=", **SOCKET)[0] in {401, 403}, path


def login(address: str, password: str, **headers: str) -> tuple[int, dict[str, str], str]:
    form = urlencode({"losen": password})
    told = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(form)), **headers}
    return asked(address, "/logga-in", "POST", body=form, **told)


def test_after_a_few_wrong_passwords_no_guess_is_looked_at_for_a_while(guarded):
    assert [login(guarded, f"fel {n}")[0] for n in range(FREE_GUESSES)] == [401] * FREE_GUESSES
    status, told, text = login(guarded, "påhittat lösen")
    assert (status, "set-cookie" in told) == (429, False)
    assert text == "Fel lösenord för många gånger. Vänta 1 s och försök igen."
    comes_to(lambda: login(guarded, "påhittat lösen")[0], 200)
    cookies = [
        login(guarded, "påhittat lösen", X_Forwarded_Proto=scheme)[1]["set-cookie"] for scheme in ("http", "https")
    ]
    for cookie, secure in zip(cookies, (False, True), strict=True):
        assert {"HttpOnly", "SameSite=strict", "Max-Age=43200"} <= set(cookie.split("; "))
        assert ("Secure" in cookie) is secure
    assert len({cookie.partition(";")[0] for cookie in cookies}) == 2  # a session each


async def told_by(app: ASGIApp, path: str, method: str = "GET", kind: str = "http", **headers: str) -> list[Message]:
    """Ask an application itself."""
    path, _, query = path.partition("?")
    listed = [(name.lower().encode(), value.encode()) for name, value in {"host": "127.0.0.1", **headers}.items()]
    scope = {"type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": listed}
    scope |= {"method": method} if kind == "http" else {"extensions": {"websocket.http.response": {}}}
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    async def nothing() -> Message:
        return {"type": "http.request", "body": b""}

    await app({**scope, "scheme": "http", "server": ("127.0.0.1", 80)}, nothing, keep)
    return sent


def run_apart(asking: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the browser's loop may stand in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asking).result()


def test_a_session_ends(monkeypatch):
    app = Password(PlainTextResponse("inne"), "lösen")
    for length, status in ((60, 200), (0, 401)):
        monkeypatch.setattr("goalkit.show.password.SESSION", length)
        welcome = run_apart(told_by(app, f"/logga-in?nyckel={quote('lösen')}"))[0]
        cookie = dict(welcome["headers"])[b"set-cookie"].decode().partition(";")[0]
        assert run_apart(told_by(app, "/", cookie=cookie))[0]["status"] == status


def test_no_more_sessions_begin_than_there_is_room_for():
    kept: list[str] = []

    async def held(scope: Scope, _receive: Receive, _send: Send) -> None:
        inside.append(scope["path"])
        await ends.wait()

    async def many() -> None:
        app = Sessions(held, lambda: kept)
        opened = [asyncio.create_task(told_by(app, "/oversikt/sse?session_id=s_1")) for _ in range(MOST_SESSIONS + 30)]
        await asyncio.sleep(0)
        assert len(inside) == MOST_SESSIONS
        ends.set()
        await asyncio.gather(*opened)
        kept.extend(f"s_{n}" for n in range(MOST_SESSIONS))
        for path, kind, status in (
            ("/oversikt/", "http", [503]),
            ("/oversikt/ws?session_id=s_ny", "websocket", [503]),
            ("/oversikt/ws?session_id=s_1", "websocket", []),
            ("/oversikt/assets/index.js", "http", []),
        ):
            assert [sent["status"] for sent in await told_by(app, path, kind=kind) if "status" in sent] == status, path

    inside: list[str] = []
    ends = asyncio.Event()
    run_apart(many())


TRAVERSALS = [
    f"/{start}{step * 8}{file}"
    for start in ("", "oversikt/", "oversikt/assets/", "oversikt/public/", "oversikt/@file/9-")
    for step in ("../", "..%2f", "%2e%2e/", "..\\", "..%5c", "%252e%252e%252f", "....//", "..;/")
    for file in ("etc/passwd", "pyproject.toml")
]


def test_no_path_leads_to_a_file_and_no_page_says_where_it_lies(read_and_edited):
    workbook, *_ = read_and_edited
    for path in TRAVERSALS:
        _, _, text = asked(workbook, path)
        assert "root:" not in text, path
        assert "[project]" not in text, path
    status, _, text = asked(workbook, "/oversikt/")
    assert (status, str(ROOT) in text, "notebooks/oversikt.py" in text) == (200, False, True)


def test_an_address_that_no_socket_could_be_opened_with_is_told(read_and_edited):
    for address in read_and_edited[:2]:
        assert asked(address, f"/oversikt/?3A={'x' * 5000}")[0] in {200, 401}
        status, _, text = asked(address, f"/oversikt/?3A={'x' * 9000}")
        assert (status, text) == (414, "Adressen är för lång. Ta bort det som står efter frågetecknet.")


# --- what ends or starves it -----------------------------------------------------------------------------

FRESH = """
import os, sys, threading, tomllib, msgspec, altair, pandas, pyarrow.parquet
import goalkit.model, goalkit.errors, goalkit.words.figures
def start():
    from goalkit.planfile import load_plan
    from goalkit.show.views import from_query
    sys.setswitchinterval(1e-5)
    together = threading.Barrier(5)
    def session():
        together.wait()
        load_plan()
        from_query("3A", {"3A": "measure-index*areas-0580.0680"})
    sessions = [threading.Thread(target=session) for _ in range(5)]
    for each in sessions: each.start()
    for each in sessions: each.join()
ended = []
for _ in range(100):
    started = os.fork()
    if not started:
        start()
        os._exit(0)
    ended.append(os.waitpid(started, 0)[1])
print(sum(map(bool, ended)))
"""


@pytest.mark.skipif(os.name != "posix", reason="a hundred starts cost little only where a process can be doubled")
def test_a_hundred_fresh_starts_with_five_sessions_at_once_all_live():
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout == "0\n"


@WHOLE
def test_five_sessions_at_once_just_after_the_start_get_their_page_without_where_it_lies(own_data):
    def session(number: int) -> str:
        socket_ = f"{address.replace('http', 'ws')}/oversikt/ws?session_id=s_{number:06}"
        with connect(socket_, max_size=None, open_timeout=PATIENCE) as opened:
            told = ""
            while '"completed-run"' not in told:
                told += str(opened.recv(PATIENCE))
        return told

    with served(own_data) as address, ThreadPoolExecutor(5) as pool:
        for told in pool.map(session, range(5)):
            assert "gk-tile" in told
            assert str(own_data.parent) not in told
        assert asked(address, "/oversikt/")[0] == 200


@pytest.mark.parametrize(("command", "own"), [("open", True), ("status", False)])
def test_what_a_server_no_longer_needs_is_looked_for_as_usual(command, own):
    code = (
        "import gc, sys; usual = gc.get_threshold(); from goalkit.cli import cli; "
        f"cli.get_command(None, {command!r}); print(gc.get_threshold() == usual)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout == f"{own}\n"
