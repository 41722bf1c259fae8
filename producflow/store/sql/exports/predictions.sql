-- All predictions with what became of them, narrowed where a filter is given. Grain: one row per prediction.
-- limit_value [the sensor's unit], score, confidence, chance [0-1].
SELECT id, equipment_id, equipment, sensor_type, method, version, made_at, since, horizon_ends_at, until_from, until_to,
       limit_name, limit_value, score, confidence, outcomes, outcomes_true, words, inputs, hindsight, is_over, came_true,
       what, happened_at, window_held, chance, verdict, verdict_by, verdict_at, created_at
FROM told_predictions()
LEFT JOIN (SELECT id AS equipment_id, name AS equipment FROM equipment) USING (equipment_id)
WHERE ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))
    AND ($from::TIMESTAMP IS NULL OR made_at >= $from) AND ($to::TIMESTAMP IS NULL OR made_at <= $to)
ORDER BY id
