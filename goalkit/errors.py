"""Every exception raised on purpose. A message is Swedish and says what happened, where, and what to do next.

Data that are missing, late or broken are never an exception: they are a verdict with a reason
(:class:`goalkit.model.NotAssessed`). What stands here is what a person has to act on.
"""

import errno


class GoalkitError(Exception):
    """Base class; never raised itself.

    Attributes:
        exit_code: what the command ends with when the error reaches it.
    """

    exit_code = 1


class PlanError(GoalkitError):
    """The plan contradicts itself or cannot be read, or something is asked for that it does not hold.

    ``faults`` are the single sentences, each with its place in the file; the message is all of them.
    """

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((message, *(f"  {fault}" for fault in faults))))
        self.faults = faults


class DataError(GoalkitError):
    """A file under ``data/`` is missing or damaged, or the folder itself was not found."""


class LocalSeriesError(GoalkitError):
    """A municipality's own series has rows that cannot be used; nothing is loaded from that file.

    ``faults`` has one sentence per fault: file, row, column, what stands there and what is allowed.
    """

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((message, *(f"  {fault}" for fault in faults))))
        self.faults = faults


class KoladaUnavailableError(GoalkitError):
    """The service did not answer, after all retries."""


class KoladaFormatError(GoalkitError):
    """The service answered something else than was asked for, or in an unknown shape."""


class CommentError(GoalkitError):
    """A comment refers to a number that the plan or its verdicts do not have."""


class CheckError(GoalkitError):
    """A notebook's own arithmetic says something else than the verdict."""


class ExportError(GoalkitError):
    """A notebook cannot be made into a file; nothing has been written."""


class ProofError(ExportError):
    """Pages would say something else than the data give; ``faults`` are the single sentences, each with its cell."""

    def __init__(self, message: str, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join((message, *(f"  {fault}" for fault in faults))))
        self.faults = faults


class RefreshError(GoalkitError):
    """A refresh stopped before anything was kept: what came cannot take the place of what is there.

    ``faults`` are the single sentences, each with what to do.
    """

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((message, *(f"  {fault}" for fault in faults))))
        self.faults = faults


_CAUSES: dict[int | None, str] = {
    errno.EACCES: "åtkomst nekas",
    errno.EPERM: "åtkomst nekas",
    errno.EROFS: "den är skrivskyddad",
    errno.ENOENT: "mappen finns inte",
    errno.ENOTDIR: "mappen finns inte",
    errno.EISDIR: "det är en mapp",
    errno.EEXIST: "den finns redan",
    errno.ENOTEMPTY: "mappen är inte tom",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet är slut",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ELOOP: "länkarna går i en ring",
}


def cause(error: OSError) -> str:
    """Say in Swedish why the system refused; in its own words where there are none here."""
    return _CAUSES.get(error.errno, error.strerror or str(error))
