-- Note which readings of a machine have been looked at.
INSERT INTO prediction_looks (equipment_id, looked_from, looked_until) VALUES ($equipment_id, $from, $until)
ON CONFLICT (equipment_id) DO UPDATE SET looked_from = excluded.looked_from, looked_until = excluded.looked_until
