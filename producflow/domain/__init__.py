"""What the numbers mean: pure functions over pandas, with no file, no database, no clock and no screen."""
