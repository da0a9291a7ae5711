"""What a person is told when the service cannot be used: what came, for what, what to do, and the address."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from requests import Response
from requests.exceptions import ConnectTimeout, ProxyError, SSLError, Timeout, TooManyRedirects

from goalkit.errors import DataError, GoalkitError, KoladaFormatError, KoladaUnavailableError
from goalkit.sources.kolada.transport import (
    AGAIN,
    BrokenAnswerError,
    LedAwayError,
    OfflineError,
    UnfitAnswerError,
    asked_pause,
    never_connected,
)

_AGAIN = "Kör samma kommando igen om en stund; det som redan har hämtats frågas det inte om."
_NETWORK = "Kontrollera nätverket och proxyn (HTTPS_PROXY, NO_PROXY) och kör samma kommando igen."
_CERTIFICATE = "På ett nät med eget certifikat: låt REQUESTS_CA_BUNDLE peka på certifikatfilen och försök igen."
_MOVED = (
    "Adressen har flyttat, eller så finns en ny version av tjänsten: se https://www.kolada.se/om-oss/api "
    "och ange rätt adress med --base-url, eller uppdatera goalkit."
)
_CHANGED = "Tjänsten kan ha ändrats: jämför med https://api.kolada.se/v3/docs och uppdatera goalkit."
_LOGIN = (
    "En proxy eller en inloggningssida kan stå emellan: logga in på nätet eller ställ in HTTPS_PROXY, "
    "och kör samma kommando igen."
)
_EXCERPT = 120


def sentence(what: str, concerning: str, advice: str, url: str) -> str:
    """Put an error's line together."""
    return f"{what} Det gällde {concerning}. {advice} Adress: {url}"


def said_at(response: Response) -> datetime | None:
    """Return when the service says that an answer left it, or what holds a copy of it; ``None`` where it does not."""
    try:
        said = parsedate_to_datetime(response.headers["Date"])
        return said.astimezone(UTC) + timedelta(seconds=int(response.headers.get("Age", "0")))
    except (KeyError, ValueError, OverflowError):
        return None


def wrong_clock(ours: datetime, theirs: datetime) -> DataError:
    """Return the error for figures that would be kept under a day on which they were not fetched."""
    return DataError(
        f"Datorns klocka säger {ours:%Y-%m-%d} men tjänstens {theirs:%Y-%m-%d}. Ställ klockan och kör samma kommando "
        "igen: datauttaget får annars fel dag, och en dag som inte har varit döljer allt som hämtas senare."
    )


def wrong_answer(what: str, concerning: str, url: str) -> KoladaFormatError:
    """Return the error for an answer that is not what was asked for."""
    return KoladaFormatError(sentence(f"Kolada svarade fel: {what}", concerning, _CHANGED, url))


def unreachable(error: OSError, concerning: str, url: str) -> GoalkitError:
    """Return the error for a request that got no whole answer, after all retries."""
    if isinstance(error, LedAwayError):
        what = f"Kolada hänvisar till en annan adress ({excerpt(str(error))}), och dit följs ingen fråga."
        return KoladaFormatError(sentence(what, concerning, _MOVED, url))
    if isinstance(error, TooManyRedirects):
        what = "Kolada skickar frågan runt mellan adresser."
        return KoladaFormatError(sentence(what, concerning, _MOVED, url))
    if isinstance(error, UnfitAnswerError):
        what = f"Koladas svar togs inte emot: {excerpt(str(error))}."
        return KoladaFormatError(sentence(what, concerning, _CHANGED, url))
    what, advice = _explain(error)
    return KoladaUnavailableError(sentence(what, concerning, advice, url))


def _explain(error: OSError) -> tuple[str, str]:
    if isinstance(error, OfflineError):
        return (
            "Inget svar finns sparat, eller så är det äldre än ett dygn, och nätet används inte.",
            "Kör kommandot med nätet påslaget.",
        )
    if isinstance(error, Timeout) and not never_connected(error):
        return "Kolada svarade inte inom tidsgränsen, trots flera försök.", _NETWORK
    if isinstance(error, BrokenAnswerError):
        return "Koladas svar var avklippt, trots flera försök.", _AGAIN
    if isinstance(error, ProxyError):
        return f"Proxyn släppte inte fram frågan ({_reason(error)}).", _NETWORK
    if isinstance(error, SSLError) or "certificate" in str(error):
        return f"Den säkra förbindelsen till Kolada godtogs inte ({_reason(error)}).", _CERTIFICATE
    return _unreached(error), _NETWORK


def _unreached(error: OSError) -> str:
    reason = _reason(error)
    if not never_connected(error):
        return f"Kolada gick inte att nå, trots flera försök ({reason})."
    if isinstance(error, ConnectTimeout):
        return "Kolada gick inte att nå (ingen svarar där)."
    why = "värdnamnet hittas inte" if "Failed to resolve" in reason else reason.rpartition(": ")[2]
    return f"Kolada gick inte att nå ({why})."


def _reason(error: BaseException) -> str:
    """Return the innermost reason's own words: urllib3 wraps it twice, in words about itself."""
    while error.args and isinstance(inner := getattr(error.args[0], "reason", error.args[0]), BaseException):
        error = inner
    return excerpt(str(error)) or type(error).__name__


def refused(response: Response, concerning: str, url: str) -> GoalkitError:
    """Return the error for an answer whose status is not 200."""
    status = response.status_code
    what = f"Kolada svarade {status}{_quoted(response)}."
    if status in (404, 410):
        return KoladaFormatError(sentence(what, concerning, _MOVED, url))
    if status == 422:
        advice = f"Tjänsten tar högst 25 id:n per led och 5000 rader per sida. {_CHANGED}"
        return KoladaFormatError(sentence(what, concerning, advice, url))
    if status in (401, 403, 407):
        return KoladaUnavailableError(sentence(what, concerning, _LOGIN, url))
    if status in AGAIN:
        pause = asked_pause(response.headers)
        asked = f" Tjänsten ber om {pause:.0f} sekunders väntan." if pause is not None and pause > 0 else ""
        what = f"Kolada svarade {status}, trots flera försök{_quoted(response)}.{asked}"
        return KoladaUnavailableError(sentence(what, concerning, _AGAIN, url))
    return KoladaFormatError(sentence(what, concerning, _CHANGED, url))


def wrong_kind(response: Response, concerning: str, url: str) -> KoladaUnavailableError:
    """Return the error for a successful answer that is not JSON, such as a proxy's login page."""
    kind = response.headers.get("Content-Type", "")
    called = f"av slaget {excerpt(kind)}" if kind else "utan angivet slag"
    what = f"Svaret är inte JSON utan {called}{_quoted(response)}."
    return KoladaUnavailableError(sentence(what, concerning, _LOGIN, url))


def _quoted(response: Response) -> str:
    text = excerpt(response.text)
    return f" (”{text}”)" if text else ""


def excerpt(text: str) -> str:
    """Return the beginning of a text from outside, on one line and without control characters."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"
