"""What only ``make faults`` plays."""

from tests.faults.victims import FULL

collect_ignore = [] if FULL else ["test_clock.py"]  # needs a library that only that target installs
