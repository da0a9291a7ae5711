"""Follow-up of a Swedish municipality's decided targets: a small library for reactive notebooks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goalkit.sources.frames import observations

__all__ = ["observations"]


def __getattr__(name: str) -> object:
    """Import what a notebook asks for only then: the package itself stays cheap to import."""
    if name == "observations":
        from goalkit.sources.frames import observations  # noqa: PLC0415

        return observations
    message = f"module 'goalkit' has no attribute {name!r}"
    raise AttributeError(message)
