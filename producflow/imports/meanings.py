"""What a text of a column may be said to mean beside one of our values."""

LEAVE_OUT = "leave out"
"""Its rows become nothing, and a note counts them; of a column: it becomes nothing."""
TOTAL = "total row"
"""So does a row that only sums up others; a note compares it with them."""
KEEP = "keep"
"""Its rows stand, although they look as if they only summed up others."""
KEEP_ALL, KEEP_FIRST = "keep all", "keep the first"
"""What becomes of rows that have one key in common."""
REPEATS = (KEEP_ALL, KEEP_FIRST)
EMPTY = "empty"
"""Its cells count as empty, and a note counts them."""
GONE = frozenset({LEAVE_OUT, TOTAL})
SAID_OF_ROWS = frozenset({*GONE, KEEP, EMPTY})
