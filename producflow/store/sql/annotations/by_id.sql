-- One note, a removed one too. Grain: one row.
SELECT * FROM annotations WHERE id = $id
