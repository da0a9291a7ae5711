"""The session: what is saved and for how long, the pace, the pauses, proxies and certificates."""

import shutil
import socket
import sqlite3
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import Response

from goalkit.errors import DataError, KoladaUnavailableError
from goalkit.sources.kolada import Manners, Query, fetch_kpis, fetch_values, open_session, session, transport
from goalkit.sources.kolada.transport import PatientAdapter, asked_pause
from tests.kolada_server import KoladaServer, faults
from tests.kolada_server.plugin import QUICK
from tests.test_kolada_client import all_of
from tests.waiting import comes_to
from tests.whole import WHOLE

ONE = Query(("N90001",), ("9901",))


def values(client, query=ONE):
    """Fetch and return just the values."""
    return fetch_values(client, query).values.value


# What is saved


def test_the_settings_of_the_saved_answers_are_those_we_wrote(open_kolada, tmp_path):
    session = open_kolada().session
    settings = session.settings
    assert settings.expire_after == timedelta(hours=24)
    assert settings.allowable_methods == ("GET",)
    assert settings.allowable_codes == (200,)
    assert settings.ignored_parameters == ()
    assert settings.match_headers is False
    assert settings.key_fn is None
    assert settings.cache_control is False
    assert settings.stale_if_error is False
    assert settings.stale_while_revalidate is False
    assert settings.only_if_cached is False
    assert settings.disabled is False
    assert settings.read_only is False
    assert Path(session.cache.db_path) == tmp_path / "cache" / "kolada.sqlite"
    assert session.cache.responses.serializer.name == "msgpack"
    assert session.trust_env


def test_our_manners_are_five_requests_a_second_and_off_in_tests(open_kolada, tmp_path):
    with open_session(tmp_path / "other") as client:
        assert client.session.get_adapter("https://api.kolada.se/v3").manners == Manners()
        assert client.base_url == "https://api.kolada.se/v3"
    assert Manners().per_second == 5
    assert open_kolada().session.get_adapter("http://x").manners.per_second is None


def test_a_second_fetch_asks_nothing(kolada_server, open_kolada, example):
    first = fetch_values(open_kolada(), all_of(example))
    asked = len(kolada_server.requests)
    again = fetch_values(open_kolada(), all_of(example))
    assert len(kolada_server.requests) == asked
    assert again.values == first.values
    assert [one.sha256 for one in again.answers] == [one.sha256 for one in first.answers]
    assert all(one.saved for one in again.answers)
    for old, new in zip(first.answers, again.answers, strict=True):
        assert abs(old.retrieved - new.retrieved) <= timedelta(seconds=1)


@pytest.mark.parametrize(
    "headers",
    [{"Vary": "*"}, {"Cache-Control": "no-store, max-age=0"}, {"ETag": '"1"'}, {"Set-Cookie": "a=1"}],
    ids=lambda headers: next(iter(headers)),
)
def test_what_the_service_says_about_keeping_does_not_matter(kolada_server, open_kolada, headers):
    kolada_server.misbehave(faults.with_headers(headers))
    first = values(open_kolada())
    assert values(open_kolada()) == first
    assert len(kolada_server.requests) == 1


def test_another_question_is_never_answered_with_a_saved_answer(open_kolada):
    client = open_kolada()
    one = fetch_values(client, Query(("N90001",), ("9901",), (2020,)))
    other = fetch_values(client, Query(("N90001",), ("9901",), (2021,)))
    assert (one.values.year, other.values.year) == ([2020], [2021])
    received = client.get(f"{client.base_url}/kpi?title=indikator%201&per_page=5", "prov")
    assert received.body != client.get(f"{client.base_url}/kpi?title=indikator%202&per_page=5", "prov").body


def test_force_asks_anew_and_saves_what_comes(kolada_server, open_kolada, example):
    before = values(open_kolada())
    kolada_server.store = example.moved("N90001", "9901", 2020, 0.3)
    assert values(open_kolada()) == before
    forced = values(open_kolada(force=True))
    assert forced != before
    assert values(open_kolada()) == forced
    assert len(kolada_server.requests) == 2


def test_an_answer_older_than_its_day_is_asked_for_again_and_never_stands_in_for_a_failure(kolada_server, open_kolada):
    client = open_kolada()
    client.session.settings.expire_after = timedelta(milliseconds=1)
    values(client)
    time.sleep(0.01)
    values(open_kolada())
    assert len(kolada_server.requests) == 2
    client = open_kolada(force=True)
    client.session.settings.expire_after = timedelta(milliseconds=1)
    values(client)
    time.sleep(0.01)
    kolada_server.misbehave(faults.status(503))
    with pytest.raises(KoladaUnavailableError, match="503"):
        values(open_kolada())


def test_an_answer_that_was_saved_while_the_clock_was_ahead_is_asked_for_again(kolada_server, open_kolada):
    client = open_kolada()
    first = values(client)
    responses = client.session.cache.responses
    for key, saved in list(responses.items()):
        saved.created_at += timedelta(days=800)
        saved.expires += timedelta(days=800)
        responses[key] = saved
    client.close()
    assert values(open_kolada()) == first
    assert len(kolada_server.requests) == 2
    fetched = fetch_values(open_kolada(), ONE)
    assert abs(fetched.answers[0].retrieved - datetime.now(UTC)) < timedelta(days=1)
    assert len(kolada_server.requests) == 2


@pytest.mark.parametrize("days", [-800, 800])
def test_a_clock_that_differs_from_the_service_s_is_said_and_nothing_is_saved(kolada_server, open_kolada, days):
    there = datetime.now(UTC) + timedelta(days=days)
    kolada_server.misbehave(faults.with_headers({"Date": format_datetime(there.replace(microsecond=0), usegmt=True)}))
    with pytest.raises(DataError, match=f"men tjänstens {there:%Y-%m-%d}. Ställ klockan"):
        values(open_kolada())
    kolada_server.behave()
    assert values(open_kolada())
    assert len(kolada_server.requests) == 1


def test_offline_uses_what_is_saved_and_asks_nothing(kolada_server, open_kolada):
    with pytest.raises(KoladaUnavailableError, match=r"Inget svar finns sparat.*nätet används inte"):
        values(open_kolada(offline=True))
    assert kolada_server.requests == []
    saved = values(open_kolada())
    assert values(open_kolada(offline=True)) == saved
    assert len(kolada_server.requests) == 1


def test_offline_and_force_exclude_each_other(open_kolada):
    with pytest.raises(ValueError, match="exclude"):
        open_kolada(offline=True, force=True)


def test_saved_answers_can_run_no_code_and_a_broken_one_is_asked_for_again(kolada_server, open_kolada, tmp_path):
    first = values(open_kolada())
    with sqlite3.connect(tmp_path / "cache" / "kolada.sqlite") as database:
        ((saved,),) = database.execute("SELECT value FROM responses").fetchall()
        assert msgspec.msgpack.decode(saved)["status_code"] == 200
        database.execute("UPDATE responses SET value = ?", (saved[: len(saved) // 2],))
    database.close()
    assert values(open_kolada()) == first
    assert len(kolada_server.requests) == 2


@pytest.mark.parametrize("spoiled", ["all of it", "the middle", "the end", "the middle of a large one"])
def test_a_damaged_file_of_saved_answers_is_set_aside_and_another_begun(
    kolada_server, open_kolada, tmp_path, spoiled, monkeypatch
):
    for query in (ONE, Query(("N90002",), ("9901",))):
        first = values(open_kolada(), query)
    path = tmp_path / "cache" / "kolada.sqlite"
    content = path.read_bytes()
    path.write_bytes(
        {
            "all of it": b"not a database at all" * 100,
            "the middle": content[:4096] + b"\xff" * (len(content) - 8192) + content[-4096:],
            "the end": content[: len(content) // 2],
        }[spoiled.removesuffix(" of a large one")]
    )
    if "large" in spoiled:
        monkeypatch.setattr(session, "_SOON_CHECKED", 0)
        with pytest.raises(
            DataError, match=r"^kolada\.sqlite .* åt sidan som kolada\.skadad; .* Kör samma kommando igen"
        ):
            values(open_kolada(), query)
    else:
        client = open_kolada()
        assert client.note.startswith("kolada.sqlite med sparade svar var skadad")
        assert "\n" not in client.note
    assert values(open_kolada(), query) == first
    assert open_kolada().note == ""
    assert len(kolada_server.requests) == 3
    assert (tmp_path / "cache" / "kolada.skadad").is_file()


def test_a_folder_that_cannot_be_used_says_so_instead_of_waiting(open_kolada, tmp_path):
    (tmp_path / "cache" / "kolada.sqlite").mkdir(parents=True)
    with pytest.raises(DataError, match=r"kan inte skrivas .* Ge skrivrätt"):
        open_kolada()
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="kan inte skapas"):
        open_session(tmp_path / "file" / "cache")


# Pace and pauses


class Clock:
    """The wire's time, which passes where the program waits and nowhere else; ``sent`` is when each request was."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sent: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock, receive = Clock(), PatientAdapter._receive

    def noted(adapter: PatientAdapter, *given: Any, **named: Any) -> Response:
        clock.sent.append(clock.now)
        return receive(adapter, *given, **named)

    monkeypatch.setattr(transport, "time", clock)
    monkeypatch.setattr(PatientAdapter, "_receive", noted)
    return clock


def test_requests_keep_their_distance_and_saved_answers_do_not_wait(kolada_server, open_kolada, example, clock):
    query = all_of(example)
    fetch_values(open_kolada(manners=Manners(per_second=20)), query)
    assert clock.sent == pytest.approx([100, 100.05, 100.1, 100.15, 100.2])
    assert len(kolada_server.requests) == 5
    slow = open_kolada(manners=Manners(per_second=0.001))
    assert len(fetch_values(slow, query).answers) == 5
    assert clock.now == pytest.approx(100.2)


def test_a_retry_keeps_the_pace_too(kolada_server, open_kolada, clock):
    kolada_server.misbehave(faults.status(503), times=1)
    values(open_kolada(manners=Manners(per_second=10, first_pause=0.0)))
    assert clock.sent == pytest.approx([100, 100.1])
    assert len(kolada_server.requests) == 2


@pytest.mark.parametrize(
    "change", [pytest.param(faults.too_many(1), id="seconds"), pytest.param(None, id="date", marks=WHOLE)]
)
def test_the_pause_that_the_service_asks_for_is_kept(kolada_server, open_kolada, change):
    kolada_server.misbehave(change or faults.too_many_until(2), times=1)
    values(open_kolada(manners=Manners(per_second=None, first_pause=0.001)))
    first, second = kolada_server.requests
    assert second.at - first.at >= 0.9


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        (
            {"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"},
            30,
        ),
        (
            {"Retry-After": "Mon, 23 Nov 2026 09:59:30 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"},
            -30,
        ),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30 -0000", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 30),
    ],
)
def test_both_forms_of_retry_after_are_understood(headers, seconds):
    assert asked_pause(headers) == seconds


def test_a_date_without_the_services_own_clock_is_counted_from_ours():
    moment = datetime.now(UTC) + timedelta(seconds=100)
    assert asked_pause({"Retry-After": format_datetime(moment, usegmt=True)}) == pytest.approx(100, abs=5)


@given(st.integers(0, 12), st.none() | st.floats(-100, 120))
def test_pauses_grow_and_are_never_shorter_than_asked(attempt, asked):
    manners = Manners()
    pause = manners.pause(attempt, asked)
    if asked is None:
        assert 0.75 <= pause / min(manners.longest_pause, manners.first_pause * 2**attempt) <= 1.25
        assert pause < manners.pause(attempt + 1, None) or attempt >= 4
    else:
        assert max(asked, 0) <= pause <= max(asked, 0) + manners.first_pause


@pytest.mark.parametrize("per_second", [0, -1])
def test_a_pace_that_is_none_is_refused(per_second):
    with pytest.raises(ValueError, match="per_second"):
        Manners(per_second=per_second)


@pytest.mark.parametrize(
    ("change", "manners"),
    [
        (faults.latency(1), Manners(per_second=None, read=0.1, retries=1, first_pause=0.001)),
        (faults.drip(0.01), Manners(per_second=None, whole=0.1, retries=1, first_pause=0.001)),
    ],
    ids=["silent", "dripping"],
)
def test_an_answer_that_does_not_come_in_time_is_an_error(kolada_server, open_kolada, change, manners):
    kolada_server.misbehave(change)
    with pytest.raises(KoladaUnavailableError, match="inte inom tidsgränsen"):
        values(open_kolada(manners=manners))
    # What has been given up may reach a busy server's list a moment later.
    comes_to(lambda: len(kolada_server.requests), 2)


def test_a_service_that_is_not_there_is_an_error(open_kolada):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v3"  # taken, and nobody listens
        with pytest.raises(KoladaUnavailableError, match=r"gick inte att nå.*Connection refused.*HTTPS_PROXY"):
            values(open_kolada(base_url=address))
    with pytest.raises(KoladaUnavailableError, match=r"gick inte att nå \(värdnamnet hittas inte\)"):
        values(open_kolada(base_url="http://kolada.invalid/v3"))


def test_where_nobody_ever_answered_nobody_is_asked_again_but_one_who_did_is(open_kolada, example, clock):
    patient = Manners(per_second=None, retries=3, first_pause=1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v3"  # taken, and nobody listens
        with pytest.raises(
            KoladaUnavailableError, match=r"gick inte att nå \(\[Errno \d+\] Connection refused\)\. Det"
        ):
            values(open_kolada(base_url=address, manners=patient))
    assert len(clock.sent) == 1
    with KoladaServer(example) as server:
        client = open_kolada(base_url=server.base_url, manners=patient)
        values(client)
    client.session.get_adapter(server.base_url).close()
    with pytest.raises(KoladaUnavailableError, match="gick inte att nå"):
        values(client, Query(("N90002",), ("9901",)))
    assert len(clock.sent) == 1 + 1 + 4


# The network around us


def test_a_proxy_from_the_environment_is_used(kolada_server, open_kolada, monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HTTP_PROXY", kolada_server.root)
    monkeypatch.setenv("http_proxy", kolada_server.root)
    found = fetch_kpis(open_kolada(base_url="http://kolada.example/v3"), ["N90001"])
    assert [one.id for one in found.items] == ["N90001"]
    assert kolada_server.targets == ["http://kolada.example/v3/kpi/N90001?per_page=5000"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 that nobody trusts, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem"
    subprocess.run(
        [*command.split(), "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem", folder / "key.pem"


def test_a_companys_own_certificate_comes_from_the_environment(open_kolada, example, certificate, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with KoladaServer(example, tls=context) as server:
        with pytest.raises(KoladaUnavailableError, match=r"godtogs inte \(.*certificate.*REQUESTS_CA_BUNDLE"):
            values(open_kolada(base_url=server.base_url))
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            with monkeypatch.context() as patch:
                patch.setenv(name, str(certificate[0]))
                assert len(values(open_kolada(base_url=server.base_url, force=True))) == 10
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/company.pem")
        with pytest.raises(KoladaUnavailableError, match=r"/nowhere/company\.pem"):
            values(open_kolada(base_url=server.base_url, force=True))


def test_the_adapter_is_ours_on_both_schemes(open_kolada):
    session = open_kolada().session
    for address in ("http://a", "https://a"):
        adapter = session.get_adapter(address)
        assert isinstance(adapter, PatientAdapter)
        assert adapter.manners == QUICK
