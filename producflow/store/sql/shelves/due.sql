-- Which shelves have come to their end at $now? Grain: one row per shelf.
SELECT * FROM alarm_shelves WHERE ended_at IS NULL AND until <= $now::TIMESTAMP ORDER BY id
