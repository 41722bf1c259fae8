-- Hold the readings of a stretch to be the machine's from $at on; without it, to be the sensor's only as before. Grain: the row as it is now.
UPDATE sensor_faults
SET believed_at = $at, believed_by = $user_id, explains = $at IS NULL, left_out = $at IS NULL, updated_at = now()::TIMESTAMP
WHERE id = $id
RETURNING *
