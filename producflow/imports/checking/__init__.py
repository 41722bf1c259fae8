"""From a mapping to what the import would do: every row checked, every consequence told, nothing written."""
