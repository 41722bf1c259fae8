-- Stretches in which a sensor cannot be believed: noted by the clock beside the readings, which stay as they came.

CREATE SEQUENCE sensor_faults_id_seq;
CREATE TABLE sensor_faults (                 -- one row per stretch
    id BIGINT PRIMARY KEY DEFAULT nextval('sensor_faults_id_seq'),
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('stuck', 'dropout', 'spike', 'drift', 'clock', 'unit')),
    started_at TIMESTAMP NOT NULL,           -- its first reading
    ended_at TIMESTAMP,                      -- its last one; none: it lasts
    low DOUBLE,                              -- a reading within it outside of these is believed; none: no bound
    high DOUBLE,
    left_out BOOLEAN NOT NULL,               -- its readings lie: levels, predictions and limits that are tried leave them out
    explains BOOLEAN NOT NULL,               -- and no alarm of them is about the machine; else it is in doubt
    words VARCHAR NOT NULL,                  -- a sentence without its subject, which is the sensor
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE sensor_looks (                  -- one row per machine: until when its sensors have been looked at
    equipment_id BIGINT PRIMARY KEY,
    looked_until TIMESTAMP NOT NULL
);

-- The newest reading of each sensor. Grain: one row per machine and sensor type. status: as stored; unknown where it tells of the
-- sensor only.
CREATE MACRO latest_believed() AS TABLE
    SELECT l.* REPLACE (
        CASE
            WHEN EXISTS (
                SELECT 1 FROM sensor_faults f
                WHERE f.explains AND f.ended_at IS NULL AND f.equipment_id = l.equipment_id AND f.sensor_type = l.sensor_type
                    AND l.timestamp >= f.started_at
                    AND l.value >= coalesce(f.low, '-infinity'::DOUBLE) AND l.value <= coalesce(f.high, 'infinity'::DOUBLE)
            ) THEN 'unknown'
            ELSE l.status
        END AS status
    )
    FROM sensor_latest l;
