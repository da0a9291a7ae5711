"""Complete or nothing: every fault of the service is outlived or becomes an error that names the batch."""

import gzip
import re
import tracemalloc
from dataclasses import replace

import pytest

from goalkit.errors import GoalkitError, KoladaFormatError, KoladaUnavailableError
from goalkit.sources.kolada import Query, fetch, fetch_kpis, fetch_values
from goalkit.sources.kolada.session import on_same_host
from tests.kolada_server import KoladaServer, faults
from tests.kolada_server.plugin import QUICK
from tests.test_kolada_client import all_of, rows_of

pytestmark = pytest.mark.fault

ONE = Query(("N90001",), ("9901",))

PASSING = {
    "429 with seconds": faults.too_many(0),
    "429 with a date": faults.too_many_until(-5),
    "429 without a word": faults.status(429),
    "500": faults.status(500),
    "502": faults.status(502, b"<html>Bad Gateway</html>"),
    "503": faults.status(503),
    "504": faults.status(504),
    "connection closed at once": faults.hang_up(),
    "connection closed in the middle": faults.break_off(),
    "JSON cut in half": faults.cut_json(),
}


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "zipped"])
@pytest.mark.parametrize("change", PASSING.values(), ids=PASSING.keys())
def test_a_fault_that_passes_is_outlived(kolada_server, open_kolada, example, change, zipped):
    kolada_server.zipped = zipped
    kolada_server.misbehave(change, "municipality/0000", skip=1, times=2)  # the first batch's second page
    fetched = fetch_values(open_kolada(), all_of(example))
    assert set(fetched.values.rows()) == rows_of(example)
    assert len(kolada_server.requests) == 5 + 2


LASTING = {
    "429": (faults.too_many(0), KoladaUnavailableError, "429", "igen om en stund"),
    "503": (
        faults.status(503, b"Underhall"),
        KoladaUnavailableError,
        "503, trots flera försök (”Underhall”)",
        "",
    ),
    "hang-up": (faults.hang_up(), KoladaUnavailableError, "gick inte att nå", "HTTPS_PROXY"),
    "break-off": (faults.break_off(), KoladaUnavailableError, "IncompleteRead", "Kontrollera nätverket"),
    "cut JSON": (faults.cut_json(), KoladaUnavailableError, "avklippt", "igen om en stund"),
}
AT_ONCE = {
    "login page": (
        faults.login_page(),
        KoladaUnavailableError,
        "inte JSON utan av slaget text/html",
        "logga in",
    ),
    "401": (faults.status(401), KoladaUnavailableError, "401", "logga in"),
    "403": (
        faults.status(403, b"Blocked\r\nby\x07policy"),
        KoladaUnavailableError,
        "Blocked by policy",
        "proxy",
    ),
    "407": (faults.status(407), KoladaUnavailableError, "407", "HTTPS_PROXY"),
    "404": (faults.status(404), KoladaFormatError, "404", "ny version av tjänsten"),
    "410": (faults.status(410, b'{"error": "gone"}'), KoladaFormatError, "410", "Adressen har flyttat"),
    "422": (faults.status(422), KoladaFormatError, "422", "högst 25 id:n"),
    "418": (faults.status(418), KoladaFormatError, "418", "docs"),
    "redirect": (
        faults.redirect("https://kolada.example/v3/"),
        KoladaFormatError,
        "hänvisar till en annan adress (https://kolada.example/v3/)",
        "dit följs ingen fråga",
    ),
    "redirect to another port": (
        faults.redirect("http://127.0.0.1:9/v3/"),
        KoladaFormatError,
        "127.0.0.1:9",
        "",
    ),
    "redirect to a broken address": (
        faults.redirect("http://127.0.0.1:x/"),
        KoladaFormatError,
        "annan adress",
        "",
    ),
    "redirect to itself": (faults.redirect("?again"), KoladaFormatError, "runt mellan adresser", ""),
    "429 with a long wait": (faults.too_many(3600), KoladaUnavailableError, "3600 sekunder", ""),
}


@pytest.mark.parametrize(
    ("case", "requests"),
    [(case, 1 + QUICK.retries) for case in LASTING.values()]
    + [(case, 4 if name == "redirect to itself" else 1) for name, case in AT_ONCE.items()],
    ids=[*LASTING, *AT_ONCE],
)
def test_a_fault_that_stays_is_an_error_that_names_batch_and_address(kolada_server, open_kolada, case, requests):
    change, kind, said, advice = case
    kolada_server.misbehave(change)
    client = open_kolada()
    with pytest.raises(GoalkitError) as raised:
        fetch_values(client, ONE)
    text = str(raised.value)
    assert type(raised.value) is kind
    assert said in text
    assert advice in text
    assert "nyckeltal N90001 × område 9901" in text
    assert f"{kolada_server.base_url}/data/kpi/N90001/municipality/9901" in text
    assert "\n" not in text
    assert len(kolada_server.requests) == requests
    kolada_server.behave()
    assert len(fetch_values(client, ONE).values) == 10  # nothing wrong was saved


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"
NOTHING = gzip.compress(b"")
SLOW = {
    "the first line": (b"HTTP/1.1 200 ", b"O"),
    "a header": (OK + b"X: ", b"x"),
    "headers": (OK, b"X: x\r\n"),
    "going on for ever": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": (OK + b"\r\n", b" "),
    "the size of a chunk": (CHUNKED, b"0"),
    "chunks": (CHUNKED, b"1\r\n \r\n"),
    "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: x\r\n"),
    "packed nothings": (GZIPPED, NOTHING),
}


@pytest.mark.parametrize(("first", "again"), SLOW.values(), ids=SLOW.keys())
def test_whatever_part_of_an_answer_is_slow_it_counts_against_the_time_of_the_whole(
    kolada_server, open_kolada, first, again
):
    kolada_server.misbehave(faults.wire(first, again, pause=0.02))
    with pytest.raises(KoladaUnavailableError, match=r"inte inom tidsgränsen.*N90001 × område 9901"):
        fetch_values(open_kolada(manners=replace(QUICK, whole=0.3, retries=0)), ONE)


MANY = 1 << 16
LITTLE = gzip.compress(bytes(16 << 20))
LARGE = {
    "a body without end": faults.wire(OK + b"\r\n", b" " * MANY),
    "chunks without end": faults.wire(CHUNKED, b"10000\r\n" + b" " * MANY + b"\r\n"),
    "packed nothings without end": faults.wire(GZIPPED, NOTHING * 1000),
    "much in little": lambda reply: replace(reply, body=LITTLE, headers={**reply.headers, "Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("change", LARGE.values(), ids=LARGE.keys())
def test_an_answer_that_is_too_large_as_sent_or_unpacked_is_an_error_at_once(kolada_server, open_kolada, change):
    kolada_server.misbehave(change)
    client = open_kolada(manners=replace(QUICK, most=1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(KoladaFormatError, match=r"togs inte emot: det är större än 1 MB.*N90001 × område 9901"):
            fetch_values(client, ONE)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
    assert len(kolada_server.requests) == 1


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "gzip/2"])
def test_an_answer_that_is_packed_as_nobody_asked_is_not_unpacked(kolada_server, open_kolada, packing):
    headers = {"Content-Type": "application/json", "Content-Encoding": packing}
    kolada_server.misbehave(
        lambda reply: replace(reply, body=gzip.compress(gzip.compress(b" " * 999)), headers=headers)
    )
    with pytest.raises(KoladaFormatError, match=r"packat på ett sätt som ingen bad om \("):
        fetch_values(open_kolada(), ONE)


def _cell(page):
    return page["values"][0]["values"][0]


def _next(address):
    return lambda page: page.update(next_url=address)


WRONG = {
    "another indicator": (
        lambda page: page["values"][0].update(kpi="N90002"),
        "N90002 för område 9901, år 2015, ing",
    ),
    "another area": (lambda page: page["values"][0].update(municipality="9902"), "ingick inte i frågan"),
    "a year twice": (lambda page: page["values"][1].update(period=2015), "kön T, står två gånger"),
    "a gender twice": (lambda page: page["values"][0]["values"].append(dict(_cell(page))), "står två gånger"),
    "an unknown gender": (
        lambda page: _cell(page).update(gender="F"),
        "Invalid enum value 'F' - at `$.values[0].values[0].gender`",
    ),
    "a value in quotes": (lambda page: _cell(page).update(value="7,9"), "annan form än väntat"),
    "a value that is a yes": (lambda page: _cell(page).update(value=True), "annan form än väntat"),
    "a count below nothing": (lambda page: _cell(page).update(count=-1), "annan form än väntat"),
    "a count past all counting": (lambda page: _cell(page).update(count=2**31), "annan form än väntat"),
    "a year in quotes": (lambda page: page["values"][0].update(period="2015"), "annan form än väntat"),
    "a month for a year": (lambda page: page["values"][0].update(period=201501), "annan form än väntat"),
    "no status": (lambda page: _cell(page).pop("status"), "status"),
    "no count": (lambda page: _cell(page).pop("count"), "count"),
    "no mark of withdrawal": (lambda page: _cell(page).pop("isdeleted"), "isdeleted"),
    "fewer items than said": (lambda page: page["values"].pop(), "säger sig ha 10 poster men har 9"),
    "version 2's envelope": (lambda page: page.update(next_page=page.pop("next_url")), "next_url"),
    "no envelope": (lambda page: page.clear(), "annan form än väntat"),
    "a next page elsewhere": (
        _next("http://kolada.example/v3/data/kpi/N90001/municipality/9901?page=2"),
        "kolada.ex",
    ),
}


@pytest.mark.parametrize(("edit", "said"), WRONG.values(), ids=WRONG.keys())
def test_an_answer_to_another_question_is_an_error(kolada_server, open_kolada, edit, said):
    kolada_server.misbehave(faults.rewrite(edit), times=1)
    client = open_kolada()
    with pytest.raises(KoladaFormatError) as raised:
        fetch_values(client, ONE)
    assert said in str(raised.value)
    assert "Det gällde nyckeltal N90001 × område 9901." in str(raised.value)
    assert len(kolada_server.requests) == 1
    assert len(fetch_values(client, ONE).values) == 10  # the wrong answer was not saved


BYTES = {
    **{
        f"a gender {name}": (b'"T"', value)
        for name, value in (("in no UTF-8", b'"\xe5"'), ("nested without end", b"[" * 3_000 + b"]" * 3_000))
    },
    **{
        f"the year {year.decode()}": (b":2015,", b":" + year + b",")
        for year in (b"null", b"2015.5", b"-2015", b"9" * 400)
    },
    **{
        f"the value {value.decode()}": (b'"value":', b'"value":' + value + b',"x":')
        for value in (b"NaN", b"Infinity", b"1e999", b"-1e999", b"0x1F", b"1,5", b"[]", b"{}", b"'1'")
    },
    "a mark of byte order": (b'{"values"', b'\xef\xbb\xbf{"values"'),
    "two answers": (b'{"values"', b'{}{"values"'),
    "a list around it": (b'{"values"', b'[{"values"'),
    "a script in front": (b'{"values"', b')]}\',\n{"values"'),
    "a null among the items": (b'{"values":[', b'{"values":[null,'),
    "no items": (b'"values":[', b'"values":null,"x":['),
}


@pytest.mark.parametrize(("there", "instead"), BYTES.values(), ids=BYTES.keys())
def test_an_answer_that_no_decoder_takes_is_an_error(kolada_server, open_kolada, there, instead):
    kolada_server.misbehave(lambda reply: replace(reply, body=reply.body.replace(there, instead, 1)))
    client = open_kolada()
    with pytest.raises(GoalkitError, match="nyckeltal N90001 × område 9901") as raised:
        fetch_values(client, ONE)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 1000
    kolada_server.behave()
    assert len(fetch_values(client, ONE).values) == 10  # nothing of it was saved


def test_a_next_page_of_another_question_is_an_error(kolada_server, open_kolada):
    other = f"{kolada_server.base_url}/data/kpi/N90002/municipality/9901?page=2"
    kolada_server.misbehave(faults.rewrite(_next(other)))
    with pytest.raises(KoladaFormatError, match="ligger på en annan adress"):
        fetch_values(open_kolada(), ONE)
    assert len(kolada_server.requests) == 1


def test_a_next_page_may_spell_its_address_in_another_way(kolada_server, open_kolada, example):
    def spell(page):
        if page["next_url"]:
            page["next_url"] = page["next_url"].replace(",", "%2C").replace("?", "/?")

    kolada_server.misbehave(faults.rewrite(spell))
    assert set(fetch_values(open_kolada(), all_of(example)).values.rows()) == rows_of(example)


@pytest.mark.parametrize(
    ("home", "url", "kept"),
    [
        (
            "https://api.kolada.se/v3",
            "https://api.kolada.se/v3/kpi?page=2",
            "https://api.kolada.se/v3/kpi?page=2",
        ),
        ("https://api.kolada.se/v3", "http://api.kolada.se/v3/kpi", "https://api.kolada.se/v3/kpi"),
        ("http://api.kolada.se/v3", "https://api.kolada.se/v3/kpi", "https://api.kolada.se/v3/kpi"),
        ("https://api.kolada.se/v3", "https://API.kolada.se/v3/kpi", "https://API.kolada.se/v3/kpi"),
        ("https://api.kolada.se/v3", "https://api.kolada.se.example/v3/kpi", None),
        ("https://api.kolada.se/v3", "https://api.kolada.se@example.se/v3/kpi", None),
        ("https://api.kolada.se/v3", "https://api.kolada.se:8443/v3/kpi", None),
        ("https://api.kolada.se/v3", "https://api.kolada.se:port/v3/kpi", None),
        ("https://api.kolada.se/v3", "https://[api/v3/kpi", None),
        ("https://api.kolada.se/v3", "ftp://api.kolada.se/v3/kpi", None),
        ("https://api.kolada.se/v3", "//[api", None),
        ("https://api.kolada.se/v3", "//example.se/v3/kpi", None),
        ("https://api.kolada.se/v3", "/v3/kpi", "https://api.kolada.se/v3/kpi"),
        ("https://api.kolada.se/v3", "///example.se/kpi", "https://api.kolada.se/example.se/kpi"),
        ("https://api.kolada.se/v3", "https:example.se/kpi", "https://api.kolada.se/example.se/kpi"),
        *(
            ("https://api.kolada.se/v3", url, None)
            for url in (
                *("https://example.se\\@api.kolada.se/v3/kpi", "https://api.kolada.se\\@example.se/v3/kpi"),
                *("https://name:word@api.kolada.se/v3/kpi", "https://example.se%5C@api.kolada.se/v3/kpi"),
                *("https://example.se#@api.kolada.se/v3/kpi", "https://example.se?@api.kolada.se/v3/kpi"),
                *("https://api.kolada.se%40example.se/v3/kpi", "https://api.kolada.se./v3/kpi"),
                *("https://apı.kolada.se/v3/kpi", "https://[::1]/v3/kpi", "\t//example.se/v3/kpi"),
                *("javascript:alert(1)", "data:application/json,{}", "file:///v3/kpi", "gopher://api.kolada.se/v3/kpi"),
            )
        ),
    ],
)
def test_only_addresses_of_the_service_are_followed_and_never_less_safely(home, url, kept):
    assert on_same_host(home, url) == kept


def test_a_year_that_was_not_asked_for_is_an_error(kolada_server, open_kolada):
    kolada_server.misbehave(faults.rewrite(lambda page: page["values"][0].update(period=2019)))
    with pytest.raises(KoladaFormatError, match="år 2019, ingick inte i frågan"):
        fetch_values(open_kolada(), Query(("N90001",), ("9901",), (2020,)))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda page, own: page.update(next_url=own + "?per_page=5000"), "sidorna tar aldrig slut"),
        (lambda page, own: page.update(next_url=own + "?page=1&turn=2"), "står två gånger"),
        (lambda page, own: page.update(values=[], count=0, next_url=own + "?page=2"), "en tom sida"),
    ],
    ids=["the first page again", "always the same items", "empty pages"],
)
def test_pages_without_end_are_an_error(kolada_server, open_kolada, edit, said):
    own = f"{kolada_server.base_url}/data/kpi/N90001/municipality/9901"
    kolada_server.misbehave(faults.rewrite(lambda page: edit(page, own)))
    with pytest.raises(KoladaFormatError, match=said):
        fetch_values(open_kolada(), ONE)


def test_pages_that_go_on_with_ever_new_items_end_in_an_error(kolada_server, open_kolada):
    own = f"{kolada_server.base_url}/kpi"
    number = iter(range(10_000))

    def more(page):
        one = next(number)
        page["values"] = [{**page["values"][0], "id": f"N{one:05}"}]
        page |= {"count": 1, "next_url": f"{own}?per_page=5000&page=1&again={one}"}

    kolada_server.misbehave(faults.rewrite(more))
    with pytest.raises(KoladaFormatError, match="sidorna tar aldrig slut: sida 200"):
        fetch_kpis(open_kolada())


def test_pages_that_are_too_large_together_are_an_error(kolada_server, open_kolada, example, monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 1 << 20)
    with pytest.raises(KoladaFormatError, match="sidorna är tillsammans större än 1 MB"):
        fetch_values(open_kolada(), all_of(example))
    assert len(kolada_server.requests) == 2  # each page alone is smaller


def test_each_batch_that_fails_in_turn_is_named_and_nothing_comes_out(kolada_server, open_kolada, example):
    query = all_of(example)
    for batch in query.batches():
        kolada_server.behave()
        kolada_server.misbehave(faults.status(503), re.escape(batch.path))
        with pytest.raises(KoladaUnavailableError) as raised:
            fetch_values(open_kolada(force=True), query)
        assert str(batch) in str(raised.value)
        assert f"{kolada_server.base_url}/{batch.path}" in str(raised.value)


def test_a_page_that_fails_in_the_middle_is_an_error_not_a_shorter_table(kolada_server, open_kolada, example):
    kolada_server.misbehave(faults.status(503), "page=2")
    with pytest.raises(KoladaUnavailableError, match="page=2"):
        fetch_values(open_kolada(), all_of(example))


def test_what_was_fetched_before_a_failure_is_not_asked_for_again(kolada_server, open_kolada, example):
    query = all_of(example)
    kolada_server.misbehave(faults.status(503), re.escape(query.batches()[2].path))
    with pytest.raises(KoladaUnavailableError):
        fetch_values(open_kolada(), query)
    kolada_server.behave()
    assert set(fetch_values(open_kolada(), query).values.rows()) == rows_of(example)
    assert len(kolada_server.requests) == 2


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_within_the_service_is_followed(kolada_server, open_kolada, code):
    kolada_server.misbehave(faults.redirect("/v3/data/kpi/N90001/municipality/9901/?per_page=5000", code), "9901[?]")
    client = open_kolada()
    assert len(fetch_values(client, ONE).values) == 10
    assert len(fetch_values(client, ONE).values) == 10
    assert len(kolada_server.requests) == 2  # once there and once on; the second time nothing


def test_a_redirect_to_another_question_is_an_error(kolada_server, open_kolada):
    kolada_server.misbehave(faults.redirect("/v3/data/kpi/N90002/municipality/9901"), "N90001")
    with pytest.raises(KoladaFormatError, match="N90002 för område 9901, år 2015, ingick inte i frågan"):
        fetch_values(open_kolada(), ONE)


def test_another_host_gets_no_question(kolada_server, open_kolada, example):
    with KoladaServer(example) as other:
        kolada_server.misbehave(faults.redirect(f"{other.base_url}/kpi"))
        with pytest.raises(KoladaFormatError):
            fetch_values(open_kolada(), ONE)
        assert other.requests == []


def test_a_next_page_that_two_readers_find_on_two_hosts_is_asked_of_none(kolada_server, open_kolada, example):
    with KoladaServer(example) as other:
        theirs, ours = (server.root.removeprefix("http://") for server in (other, kolada_server))
        kolada_server.misbehave(
            faults.rewrite(_next(f"http://{theirs}\\@{ours}/v3/data/kpi/N90001/municipality/9901?page=2"))
        )
        with pytest.raises(KoladaFormatError, match="ligger på en annan adress"):
            fetch_values(open_kolada(), ONE)
        assert other.requests == []


def test_version_2_and_a_wrong_address_are_explained(kolada_server, open_kolada):
    with pytest.raises(KoladaFormatError) as old:
        fetch_kpis(open_kolada(base_url=f"{kolada_server.root}/v2"), ["N90001"])
    assert '410 (”{"error":"This endpoint is deprecated. Please use /v3 instead."}”)' in str(old.value)
    with pytest.raises(KoladaFormatError, match=r"404 .*--base-url"):
        fetch_kpis(open_kolada(base_url=f"{kolada_server.root}/v4"), ["N90001"])


@pytest.mark.parametrize("address", ["api.kolada.se/v3", "ftp://api.kolada.se", "https://", ""])
def test_an_address_that_is_none_is_refused(open_kolada, address):
    with pytest.raises(KoladaUnavailableError, match=r"ingen webbadress\. Skriv den hel"):
        open_kolada(base_url=address)
