-- What is a frozen link made of? Grain: one row per piece of a table; content is Parquet.
SELECT c.table_name, c.part, p.content
FROM frozen_contents AS c
JOIN frozen_parts AS p ON p.sha256 = c.sha256
WHERE c.frozen_id = $id
ORDER BY c.table_name, c.part
