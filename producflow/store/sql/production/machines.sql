-- Which machines are there, and since when do they report production? Grain: one row per machine.
-- capacity [good units per 480 min]; first_record and last_record are production days, missing for a machine that
-- never reported; plant_first_record is the first of any machine; records_stops: whether it ever recorded a stop.
SELECT
    e.id AS equipment_id,
    e.name,
    e.status,
    e.plant,
    e.area,
    e.production_line AS line,
    m.capacity,
    e.installation_date,
    e.retired_on,
    p.first_record,
    p.last_record,
    min(p.first_record) OVER () AS plant_first_record,
    EXISTS (FROM downtime_events d WHERE d.equipment_id = e.id) AS records_stops
FROM equipment e
JOIN rated_machines() m ON m.equipment_id = e.id
LEFT JOIN (
    SELECT equipment_id, min(date) AS first_record, max(date) AS last_record
    FROM production_records
    GROUP BY equipment_id
) p ON p.equipment_id = e.id
ORDER BY e.name
