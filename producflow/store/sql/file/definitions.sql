-- What are views and macros made of? Grain: one row per view, and per way in which a macro can be called.
SELECT view_name AS name, sql AS text
FROM duckdb_views()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal AND NOT temporary
UNION ALL
SELECT function_name, macro_definition
FROM duckdb_functions()
WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal AND macro_definition IS NOT NULL
