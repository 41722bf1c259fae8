-- The working calendar: shifts that repeat, the day from which each pattern holds, and what deviates on single days.

CREATE SEQUENCE calendar_patterns_id_seq;
CREATE SEQUENCE calendar_slots_id_seq;
CREATE SEQUENCE calendar_changes_id_seq;
CREATE TABLE calendar_patterns (             -- one row per pattern; none at all: around the clock in three shifts
    id BIGINT PRIMARY KEY DEFAULT nextval('calendar_patterns_id_seq'),
    equipment_id BIGINT,                     -- none: the plant's
    valid_from DATE NOT NULL,                -- first production day on which it holds
    cycle_days INTEGER NOT NULL CHECK (cycle_days > 0),
    anchor DATE NOT NULL,                    -- a day that is the first of a cycle
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE calendar_slots (                -- one row per shift and day of a cycle; none: a machine works as the plant
    id BIGINT PRIMARY KEY DEFAULT nextval('calendar_slots_id_seq'),
    pattern_id BIGINT NOT NULL,
    day_of_cycle INTEGER NOT NULL CHECK (day_of_cycle >= 0),
    shift VARCHAR NOT NULL,
    starts_at TIME NOT NULL,                 -- on the wall clock
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE calendar_changes (              -- one row per change of single days; closed ones first, then extra
    id BIGINT PRIMARY KEY DEFAULT nextval('calendar_changes_id_seq'),
    equipment_id BIGINT,                     -- none: the plant's
    from_day DATE NOT NULL,
    until_day DATE NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('closed', 'extra')),
    shift VARCHAR,                           -- none: all of them
    starts_at TIME,                          -- of an extra shift; none: as on other days
    minutes INTEGER CHECK (minutes > 0),
    reason VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

-- A plant that had moved its three shifts keeps them, each until the next one begins.
INSERT INTO calendar_patterns (valid_from, cycle_days, anchor)
SELECT DATE '1900-01-01', 7, DATE '1900-01-01'
FROM plant_settings WHERE name IN ('morning_start', 'afternoon_start', 'night_start') HAVING count(*) > 0;
INSERT INTO calendar_slots (pattern_id, day_of_cycle, shift, starts_at, minutes)
WITH starts AS (
    SELECT place, shift, coalesce(trim(s.value, '"'), usual)::TIME AS starts_at
    FROM (VALUES (0, 'morning', '06:00'), (1, 'afternoon', '14:00'), (2, 'night', '22:00')) u (place, shift, usual)
    LEFT JOIN plant_settings s ON s.name = u.shift || '_start'
)
SELECT p.id, d.day, own.shift, own.starts_at, (date_diff('minute', own.starts_at, following.starts_at) + 1440) % 1440
FROM calendar_patterns p, range(7) d (day), starts own JOIN starts following ON following.place = (own.place + 1) % 3
ORDER BY d.day, own.place;
DELETE FROM plant_settings WHERE name IN ('morning_start', 'afternoon_start', 'night_start');
