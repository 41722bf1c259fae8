-- What became of the rows of a table that follow from states? Grain: one row. [rows]
SELECT
    (SELECT count(*) FROM followed_new WHERE NOT standing) AS added,
    (SELECT count(*) FROM followed_rows WHERE action = 'update') AS updated,
    (SELECT count(*) FROM followed_rows WHERE action = 'remove') AS removed,
    (SELECT count(*) FROM followed_new WHERE standing) AS standing
