-- Take a goal back: what held before it holds again.
DELETE FROM targets WHERE id = $id
