"""Readings of several plants as Parquet in a lake: summed up there, taken in here.

Two folders. Raw readings: ``plant=NAME/day=YYYY-MM-DD/*.parquet``, with ``plant.json`` beside the days (limits,
calendar, machines). What they come to: ``plant=NAME/manifest.json``, and the files that it names. See docs/lake.md.
"""
