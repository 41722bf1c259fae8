-- Who is this? Grain: one row or none.
SELECT full_name FROM users WHERE id = $id
