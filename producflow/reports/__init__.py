"""Query + domain → the frame that a page, an export and an API call share."""
