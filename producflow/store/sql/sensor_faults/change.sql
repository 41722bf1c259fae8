-- Say what is new of noted stretches, from the staged `changed` (by id). What a person has held to be the machine's meanwhile stays it.
UPDATE sensor_faults AS f
SET ended_at = c.ended_at, low = c.low, high = c.high, left_out = c.left_out AND f.believed_at IS NULL,
    explains = c.explains AND f.believed_at IS NULL, words = c.words,
    updated_at = now()::TIMESTAMP
FROM changed AS c
WHERE f.id = c.id
