"""What msgspec raises on bytes that are no JSON of the wanted form; it has no one class for it."""

import msgspec

NOT_THE_FORM = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Another form or no JSON, no text in UTF-8, brackets within brackets without end."""
