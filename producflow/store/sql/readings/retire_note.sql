-- Remember from when on every reading is kept [UTC].
INSERT INTO readings_retired ("before", rows_removed) VALUES ($before, $rows_removed)
