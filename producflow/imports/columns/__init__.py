"""From cells to what each column is, how it is written, and what has to be asked about it."""
