"""Fuzzing of every reader: broken input gives an error of ours or a value, never anything else.

Each reader is a function of a seeded generator and an own folder; a number names an input, so that what was found
once is found again: ``tests.fuzz.running.one(reader, folder, number)``. A new reader is one more function in
:mod:`tests.fuzz.readers` and one more row in ``tests/test_fuzz.py``.
"""
