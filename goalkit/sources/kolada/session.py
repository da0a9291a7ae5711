"""The session: saved answers, where to ask, and the one way to ask.

An answer that was saved less than 24 hours ago is used; the key is the whole request. Answers are kept with
msgpack, not pickle: a cache file that comes from someone else must not be able to run code.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import msgspec
from requests import Response
from requests.adapters import BaseAdapter
from requests_cache import CachedSession
from requests_cache.backends.sqlite import SQLiteCache
from requests_cache.serializers import CattrStage, SerializerPipeline, Stage

from goalkit.errors import DataError, KoladaUnavailableError, cause
from goalkit.sources.kolada import faults
from goalkit.sources.kolada.transport import (
    LedAwayError,
    Manners,
    NoNetwork,
    PatientAdapter,
    is_json,
)

BASE_URL = "https://api.kolada.se/v3"
FRESH_FOR = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(days=2)
"""By more than this our clock is wrong, not in another time zone: what is dated ahead hides all that comes after."""
CACHE_FILE = "kolada.sqlite"
_SOON_CHECKED = 256 << 20
"""Bytes of saved answers that are looked through before they are used: many times those of a plan."""


@dataclass(frozen=True, slots=True)
class Received:
    """One answer: the body as JSON bytes (unpacked), and when it left the service (UTC, whole seconds)."""

    url: str
    body: bytes
    retrieved: datetime
    saved: bool

    @property
    def sha256(self) -> str:
        """Return the body's SHA-256, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


class Client:
    """A way to ask one service; close it, or use it as a context manager. Not for several threads.

    ``note`` is what a person should know of the file of saved answers, in Swedish; mostly nothing.
    """

    def __init__(self, session: "KoladaSession", base_url: str, *, force: bool, note: str = "") -> None:
        self.session, self.base_url, self.force, self.note = session, base_url, force, note

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the file of saved answers."""
        self.session.close()  # type: ignore[no-untyped-call]

    def get(self, url: str, concerning: str) -> Received:
        """Return the answer from ``url``, saved or fresh; ``concerning`` says in Swedish what is asked for.

        Raises:
            KoladaUnavailableError: no whole answer came, after all retries, or something that is not JSON.
            KoladaFormatError: the service refused the question, or has moved.
            DataError: the file of saved answers was damaged meanwhile, or our clock is wrong.
        """
        try:
            response = self.session.get(url, force_refresh=self.force)
            if response.from_cache and response.created_at > datetime.now(UTC) + CLOCKS_DIFFER:
                response = self.session.get(
                    url, force_refresh=True
                )  # saved while the clock was ahead: no answer of now
        except sqlite3.OperationalError as error:  # a full disk, a file that may not be written
            raise _unwritable(self.session.cache.db_path, error) from error
        except sqlite3.DatabaseError as error:
            self.close()
            message = f"{_set_aside(Path(self.session.cache.db_path))} Kör samma kommando igen."
            raise DataError(message) from error
        except OSError as error:  # requests' errors are OSErrors, and a missing certificate file is a bare one
            raise faults.unreachable(error, concerning, url) from error
        if response.status_code != 200:
            raise faults.refused(response, concerning, url)
        if not is_json(response.headers):
            self.forget((url,))
            raise faults.wrong_kind(response, concerning, url)
        said = None if response.from_cache else faults.said_at(response)
        if said is not None and abs(response.created_at - said) > CLOCKS_DIFFER:
            self.forget((url,))
            raise faults.wrong_clock(response.created_at, said)
        return Received(url, response.content, response.created_at.replace(microsecond=0), response.from_cache)

    def forget(self, urls: Iterable[str]) -> None:
        """Drop saved answers that turned out wrong, so that the next run asks again."""
        self.session.cache.delete(urls=list(urls))

    def on_service(self, url: str) -> str | None:
        """Return ``url`` as an address of the service, or ``None`` if it leads elsewhere."""
        return on_same_host(self.base_url, url)


class KoladaSession(CachedSession):
    """A session that follows a redirect only within the service's own host.

    There a redirect is a matter of spelling (a closing slash, http to https), and the answer is checked
    against the question all the same. Another host's figures are never taken for Kolada's.
    """

    def __init__(self, cache_file: Path) -> None:
        super().__init__(
            backend=SQLiteCache(cache_file, serializer=_SERIALIZER, use_cache_dir=False, use_temp=False),
            expire_after=FRESH_FOR,
            allowable_methods=("GET",),
            allowable_codes=(200,),
            cache_control=False,
            stale_if_error=False,
            ignored_parameters=(),
            match_headers=False,
        )
        self.max_redirects = 3
        self.headers["User-Agent"] = f"goalkit/{version('goalkit')}"
        self.headers["Accept"] = "application/json"
        self.headers["Accept-Encoding"] = "gzip"  # what the wire unpacks
        # requests reads REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE itself, before this.
        self.verify = os.environ.get("SSL_CERT_FILE") or True

    def get_redirect_target(self, resp: Response) -> str | None:
        """Return where a redirect leads, as requests asks for it; raise if it leads away."""
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        kept = on_same_host(resp.url, target)
        if kept is None:
            raise LedAwayError(target, response=resp)
        return kept


def on_same_host(home: str, url: str) -> str | None:
    """Return ``url`` as seen from ``home``, with the safer scheme of the two; ``None`` on another host.

    A port is part of the host.
    Behind a gate that ends TLS a service writes its own addresses with http: that is mended, not followed.
    An address with a backslash or a name before @ is refused: who reads it next may find another host in it.
    """
    try:
        ours, theirs = urlsplit(home), urlsplit(urljoin(home, url))
        same = (theirs.hostname, theirs.port) == (ours.hostname, ours.port)
    except ValueError:  # no address at all
        return None
    if not same or theirs.scheme not in ("http", "https") or {"\\", "@"} & set(theirs.netloc):
        return None
    scheme = "https" if "https" in (ours.scheme, theirs.scheme) else "http"
    return urlunsplit(theirs._replace(scheme=scheme))


def open_session(
    cache_dir: Path,
    *,
    base_url: str = BASE_URL,
    offline: bool = False,
    force: bool = False,
    manners: Manners | None = None,
) -> Client:
    """Open a way to ask the service; answers are saved in ``cache_dir`` and are good for 24 hours.

    A file of saved answers that is damaged is set aside, and another is begun: there is nothing in it that cannot be
    asked for again.

    Args:
        cache_dir: made if it is not there.
        base_url: the service with its version, ``https://api.kolada.se/v3``.
        offline: use saved answers only.
        force: ask anew even where a saved answer is good, and save what comes.
        manners: pace, patience and time limits; five requests a second where nothing is said.

    Raises:
        KoladaUnavailableError: ``base_url`` is not a web address.
        DataError: ``cache_dir`` cannot be written.
    """
    if offline and force:
        message = "offline and force exclude each other"
        raise ValueError(message)
    base_url = base_url.rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        message = f"{base_url} är ingen webbadress. Skriv den hel, som {BASE_URL}, efter --base-url."
        raise KoladaUnavailableError(message)
    session, note = _open(cache_dir)
    adapter: BaseAdapter = NoNetwork() if offline else PatientAdapter(manners or Manners())
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return Client(session, base_url, force=force, note=note)


def _open(cache_dir: Path) -> tuple[KoladaSession, str]:
    """Open the file of saved answers, and say if a damaged one was set aside for it."""
    path, note = cache_dir / CACHE_FILE, ""
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        if not _is_whole(path):
            note = _set_aside(path)
        return KoladaSession(path), note
    except OSError as error:
        message = f"Mappen {cache_dir} för sparade svar kan inte skapas: {cause(error)}. Välj en annan mapp."
        raise DataError(message) from error
    except sqlite3.OperationalError as error:
        raise _unwritable(path, error) from error


def _is_whole(path: Path) -> bool:
    """Tell whether a file of saved answers can be read; one that is not there is whole.

    All its parts are looked at where that takes no time; in a large file a damaged part is met when it is read.

    Whether it can be written is tried too: requests-cache waits for ever for a file that never can.
    """
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version = 1")
            connection.rollback()
            small = path.stat().st_size <= _SOON_CHECKED
            return not small or bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return False


def source_of(client: Client) -> str:
    """Return the words that stand under a figure: only the service itself is called by its name."""
    return "Källa: Kolada" if client.base_url == BASE_URL else f"Källa: {client.base_url} (inte Koladas egen adress)"


def _unwritable(path: object, error: sqlite3.Error) -> DataError:
    message = (
        f"{path} kan inte skrivas ({error}). Ge skrivrätt till filen och mappen, se till att disken har plats, "
        "eller ta bort filen."
    )
    return DataError(message)


def _set_aside(path: Path) -> str:
    """Take a damaged file of saved answers out of the way of a new one, and say so."""
    aside = path.with_suffix(".skadad")
    for ending in ("", "-journal", "-wal", "-shm"):  # what belongs to the old file would spoil the new one
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").replace(f"{aside}{ending}")
    return f"{path.name} med sparade svar var skadad och har lagts åt sidan som {aside.name}; allt frågas på nytt."


_SERIALIZER = SerializerPipeline(
    [CattrStage(), Stage(dumps=msgspec.msgpack.encode, loads=msgspec.msgpack.decode)],
    name="msgpack",
    is_binary=True,
)
