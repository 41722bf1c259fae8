-- Stretches in which sensors of machines cannot be believed, those that were over before $since left out; of a wrong clock, whose times are
-- not those of now, those that were not found again since. Grain: one row per stretch, by
-- sensor, in the order of time. low, high [the sensor's unit]; ended_at: missing while it lasts [UTC].
SELECT id, equipment_id, sensor_type, kind, started_at, ended_at, low, high, left_out, explains, words, believed_at
FROM sensor_faults
WHERE list_contains($machines::BIGINT[], equipment_id)
    AND ($since::TIMESTAMP IS NULL OR ended_at IS NULL OR ended_at >= $since OR kind = 'clock' AND updated_at >= $since)
ORDER BY equipment_id, sensor_type, started_at, kind
