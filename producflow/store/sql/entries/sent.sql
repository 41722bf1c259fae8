-- What was sent as this by a person or program before? Grain: one row or none.
SELECT * FROM hand_entries WHERE made_by = $made_by AND sent_as = $sent_as ORDER BY id LIMIT 1
