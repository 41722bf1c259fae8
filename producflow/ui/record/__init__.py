"""The pieces of the page on which people enter what a machine did in a shift."""
