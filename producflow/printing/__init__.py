"""One page on paper: what a page of the dashboard shows, from the same reports and the same charts, as PDF or PNG."""
