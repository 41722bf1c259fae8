-- Say what is new of noted stretches, from the staged `changed` (by id).
UPDATE sensor_faults AS f
SET ended_at = c.ended_at, low = c.low, high = c.high, left_out = c.left_out, explains = c.explains, words = c.words,
    updated_at = now()::TIMESTAMP
FROM changed AS c
WHERE f.id = c.id
