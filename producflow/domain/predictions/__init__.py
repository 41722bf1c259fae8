"""What readings say about what is to come: learned from a machine's own history, told forward in time only."""

LONG_STOP_MINUTES = 60
"""Shorter unplanned stops are no failure that anything could foretell. [min]"""
