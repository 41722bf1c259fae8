-- The tables of SPEC section 2, and what sign-in, uploads and fast charts need beside them.
-- TIMESTAMP columns hold UTC instants. DATE columns hold production days. No foreign keys: references are checked
-- under the writer lock, since DuckDB's forbid renaming a referenced row. Keys and CHECKs only on small tables.

CREATE SEQUENCE plant_settings_id_seq;
CREATE SEQUENCE users_id_seq;
CREATE SEQUENCE sessions_id_seq;
CREATE SEQUENCE sign_in_failures_id_seq;
CREATE SEQUENCE import_batches_id_seq;
CREATE SEQUENCE import_rejects_id_seq;
CREATE SEQUENCE import_changes_id_seq;
CREATE SEQUENCE import_profiles_id_seq;
CREATE SEQUENCE equipment_id_seq;
CREATE SEQUENCE sensor_readings_id_seq;
CREATE SEQUENCE thresholds_id_seq;
CREATE SEQUENCE maintenance_alerts_id_seq;
CREATE SEQUENCE maintenance_logs_id_seq;
CREATE SEQUENCE production_records_id_seq;
CREATE SEQUENCE downtime_events_id_seq;
CREATE SEQUENCE audit_log_id_seq;

CREATE TABLE store_state (
    data_version BIGINT NOT NULL             -- raised by every committed write
);
INSERT INTO store_state VALUES (0);

CREATE TABLE plant_settings (
    id BIGINT PRIMARY KEY DEFAULT nextval('plant_settings_id_seq'),
    name VARCHAR NOT NULL UNIQUE,
    value VARCHAR NOT NULL,                  -- JSON
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE users (
    id BIGINT PRIMARY KEY DEFAULT nextval('users_id_seq'),
    email VARCHAR NOT NULL UNIQUE,           -- lower case
    full_name VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('operator', 'technician', 'analyst', 'manager', 'admin')),
    department VARCHAR,
    password_hash VARCHAR NOT NULL,          -- bcrypt
    is_active BOOLEAN NOT NULL DEFAULT true,
    credentials_version BIGINT NOT NULL DEFAULT 1, -- raised by a change of password, role or activity; ends tokens
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE sessions (                      -- one row per signed-in browser
    id BIGINT PRIMARY KEY DEFAULT nextval('sessions_id_seq'),
    token_hash VARCHAR NOT NULL UNIQUE,      -- SHA-256 of the cookie, which is kept nowhere
    user_id BIGINT NOT NULL,
    credentials_version BIGINT NOT NULL,
    address VARCHAR,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    expires_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);

CREATE TABLE sign_in_failures (              -- one row per account or address with recent failures
    id BIGINT PRIMARY KEY DEFAULT nextval('sign_in_failures_id_seq'),
    subject VARCHAR NOT NULL UNIQUE,         -- 'account:<email>' or 'address:<ip>'
    failures BIGINT NOT NULL,
    last_failure_at TIMESTAMP NOT NULL,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE import_batches (
    id BIGINT PRIMARY KEY DEFAULT nextval('import_batches_id_seq'),
    kind VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    profile VARCHAR,
    mapping VARCHAR,                         -- JSON: how columns and values were read
    columns VARCHAR[],                       -- of the file, in its order: those of import_rejects.cells
    delimiter VARCHAR,                       -- of the file
    user_id BIGINT,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_updated BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,          -- already stored, or repeating an earlier row of the file
    rows_duplicate BIGINT NOT NULL DEFAULT 0, -- those of the unchanged that repeat an earlier row of the file
    rows_rejected BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    undone_at TIMESTAMP,
    undone_by BIGINT
);

CREATE TABLE import_rejects (                -- one row per rejected row of a file
    id BIGINT DEFAULT nextval('import_rejects_id_seq'),
    batch_id BIGINT NOT NULL,
    line BIGINT NOT NULL,                    -- in the file, the first line is 1
    column_name VARCHAR,
    value VARCHAR,
    reason VARCHAR NOT NULL,
    cells VARCHAR NOT NULL,                  -- JSON: the row in the source's own columns
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE import_duplicate_rows (         -- one row per row of a file that repeats an earlier row of it
    batch_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    same_as BIGINT NOT NULL                  -- line of the earlier row
);

CREATE TABLE import_changes (                -- one row per row that an import updated
    id BIGINT DEFAULT nextval('import_changes_id_seq'),
    batch_id BIGINT NOT NULL,
    entity VARCHAR NOT NULL,                 -- table name
    entity_id BIGINT NOT NULL,
    before VARCHAR NOT NULL,                 -- JSON: the whole row as it was
    after VARCHAR NOT NULL,                  -- JSON: the whole row as the import left it
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE import_profiles (
    id BIGINT PRIMARY KEY DEFAULT nextval('import_profiles_id_seq'),
    name VARCHAR NOT NULL UNIQUE,
    kind VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,            -- of the header it was made for
    mapping VARCHAR NOT NULL,                -- JSON
    created_by BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE equipment (
    id BIGINT PRIMARY KEY DEFAULT nextval('equipment_id_seq'),
    name VARCHAR NOT NULL UNIQUE,
    type VARCHAR,
    location VARCHAR,
    status VARCHAR NOT NULL DEFAULT 'operational'
        CHECK (status IN ('operational', 'warning', 'critical', 'maintenance')),
    capacity DOUBLE CHECK (capacity > 0),    -- good units in a 480-minute shift at rated speed
    installation_date DATE,
    last_maintenance TIMESTAMP,
    health_score DOUBLE CHECK (health_score BETWEEN 0 AND 100),
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE sensor_readings (               -- one row per machine, sensor type and instant; kept in time order
    id BIGINT NOT NULL DEFAULT nextval('sensor_readings_id_seq'),
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    value DOUBLE NOT NULL CHECK (isfinite(value)),
    unit VARCHAR,
    status VARCHAR NOT NULL,                 -- normal, warning, critical, unknown
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE sensor_hourly (                 -- roll-up: one row per machine, sensor type and UTC hour with readings
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    hour TIMESTAMP NOT NULL,
    n BIGINT NOT NULL,
    total DOUBLE NOT NULL,                   -- sum of values, so that means are ratios of sums
    minimum DOUBLE NOT NULL,
    maximum DOUBLE NOT NULL,
    n_warning BIGINT NOT NULL,
    n_critical BIGINT NOT NULL,
    n_unknown BIGINT NOT NULL
);

CREATE TABLE sensor_latest (                 -- roll-up: the newest reading of each machine and sensor type
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    timestamp TIMESTAMP NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR,
    status VARCHAR NOT NULL
);

CREATE TABLE thresholds (
    id BIGINT PRIMARY KEY DEFAULT nextval('thresholds_id_seq'),
    sensor_type VARCHAR NOT NULL,
    equipment_id BIGINT,                     -- none: the plant's default
    warn_low DOUBLE,
    warn_high DOUBLE,
    crit_low DOUBLE,
    crit_high DOUBLE,
    deadband DOUBLE NOT NULL DEFAULT 0,      -- in the sensor's unit: how far back inside before an alert ends
    delay DOUBLE NOT NULL DEFAULT 0,         -- seconds beyond a limit before an alert is raised
    unit VARCHAR,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE maintenance_alerts (
    id BIGINT PRIMARY KEY DEFAULT nextval('maintenance_alerts_id_seq'),
    equipment_id BIGINT NOT NULL,
    type VARCHAR NOT NULL CHECK (type IN ('predictive', 'scheduled', 'emergency')),
    priority VARCHAR NOT NULL CHECK (priority IN ('low', 'medium', 'high', 'critical')),
    title VARCHAR NOT NULL,
    description VARCHAR,
    predicted_date TIMESTAMP,
    confidence DOUBLE CHECK (confidence BETWEEN 0 AND 1),
    status VARCHAR NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'acknowledged', 'resolved')),
    sensor_type VARCHAR,                     -- set: raised by readings beyond a limit; none: entered by a person or program
    started_at TIMESTAMP,                    -- first reading beyond the limit
    ended_at TIMESTAMP,                      -- first reading back inside by the deadband
    peak_value DOUBLE,
    created_by BIGINT,
    acknowledged_at TIMESTAMP,
    acknowledged_by BIGINT,
    resolved_at TIMESTAMP,
    resolved_by BIGINT,                      -- none although resolved: the readings came back inside the limit
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE maintenance_logs (
    id BIGINT NOT NULL DEFAULT nextval('maintenance_logs_id_seq'),
    equipment_id BIGINT NOT NULL,
    technician_id BIGINT,
    maintenance_type VARCHAR NOT NULL,       -- preventive, corrective, emergency
    description VARCHAR NOT NULL,
    cost DOUBLE,                             -- plant currency
    duration_hours DOUBLE,
    parts_replaced VARCHAR,
    status VARCHAR NOT NULL,                 -- scheduled, in_progress, completed
    scheduled_date TIMESTAMP,
    completed_date TIMESTAMP,
    external_id VARCHAR,
    alert_id BIGINT,
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE production_records (            -- one row per machine, production day, shift and product
    id BIGINT NOT NULL DEFAULT nextval('production_records_id_seq'),
    equipment_id BIGINT NOT NULL,
    date DATE NOT NULL,
    shift VARCHAR NOT NULL,                  -- morning, afternoon, night
    product VARCHAR NOT NULL DEFAULT '',     -- '' where the source names none
    output_quantity BIGINT NOT NULL,
    defect_quantity BIGINT NOT NULL,
    downtime_minutes DOUBLE NOT NULL,
    planned_minutes DOUBLE NOT NULL DEFAULT 480,
    efficiency_percentage DOUBLE,            -- only where the source reports its own; else it follows from the minutes
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE downtime_events (
    id BIGINT NOT NULL DEFAULT nextval('downtime_events_id_seq'),
    equipment_id BIGINT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,                      -- none while it lasts
    reason VARCHAR,
    planned BOOLEAN NOT NULL,
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

CREATE TABLE audit_log (
    id BIGINT NOT NULL DEFAULT nextval('audit_log_id_seq'),
    "at" TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    user_id BIGINT,                          -- none: the system itself
    user_email VARCHAR,                      -- as it was then
    action VARCHAR NOT NULL,
    entity VARCHAR NOT NULL,
    entity_id BIGINT,
    before VARCHAR,                          -- JSON
    after VARCHAR                            -- JSON
);
