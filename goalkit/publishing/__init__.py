"""Notebooks as accessible pages: made, proven, checked, reviewed and frozen."""
