"""Assessments made visible: as tables, as charts, as blocks of a notebook."""
