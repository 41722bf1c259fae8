"""The pieces of the equipment page: the machines to choose from, and the page of the one that was chosen."""
