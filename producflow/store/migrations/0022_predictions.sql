-- Predictions as they were made, what became of each, and what people say about them. Nothing of these is ever rewritten.

CREATE SEQUENCE predictions_id_seq;
CREATE SEQUENCE prediction_verdicts_id_seq;
CREATE TABLE predictions (                   -- one row per prediction
    id BIGINT PRIMARY KEY DEFAULT nextval('predictions_id_seq'),
    equipment_id BIGINT NOT NULL,
    sensor_type VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    version BIGINT NOT NULL,                 -- of the method: like predictions are of one method and version
    made_at TIMESTAMP NOT NULL,              -- by readings before that
    since TIMESTAMP NOT NULL,                -- when what was seen began
    horizon_ends_at TIMESTAMP NOT NULL,      -- when it is judged
    until_from TIMESTAMP,                    -- window in which the limit is crossed; none: the method tells no window
    until_to TIMESTAMP,
    limit_name VARCHAR NOT NULL CHECK (limit_name IN ('warn_low', 'warn_high', 'crit_low', 'crit_high')),
    limit_value DOUBLE NOT NULL,             -- that held then [the sensor's unit]
    score DOUBLE NOT NULL,                   -- share of the way from its usual level to the limit
    confidence DOUBLE CHECK (confidence BETWEEN 0 AND 1), -- none: too few outcomes of like ones were known then
    outcomes BIGINT NOT NULL,                -- of like ones, known then
    outcomes_true BIGINT NOT NULL,           -- of these, came true
    words VARCHAR NOT NULL,
    inputs VARCHAR NOT NULL,                 -- JSON: the few figures that it rests on
    hindsight BOOLEAN NOT NULL,              -- made later than its readings came, yet from no later ones
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE prediction_outcomes (           -- one row per prediction whose horizon is over
    prediction_id BIGINT PRIMARY KEY,
    came_true BOOLEAN,                       -- none: too little is known of its horizon
    what VARCHAR NOT NULL CHECK (what IN ('job', 'stop', 'excursion', 'nothing', 'not known')),
    happened_at TIMESTAMP,
    window_held BOOLEAN,                     -- none: no window, or a job kept the limit from being crossed
    chance DOUBLE,                           -- share of like horizons of the machine in which something happened too
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE prediction_verdicts (           -- one row per click; the last one of a prediction counts
    id BIGINT PRIMARY KEY DEFAULT nextval('prediction_verdicts_id_seq'),
    prediction_id BIGINT NOT NULL,
    verdict VARCHAR NOT NULL CHECK (verdict IN ('useful', 'false', 'too late')),
    user_id BIGINT,                          -- none: a program
    user_name VARCHAR NOT NULL,              -- as it was then
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);
CREATE TABLE prediction_looks (              -- one row per machine: which of its readings have been looked at
    equipment_id BIGINT PRIMARY KEY,
    looked_from TIMESTAMP NOT NULL,
    looked_until TIMESTAMP NOT NULL
);

-- Predictions with what became of them. Grain: one row per prediction. came_true is what counts in the end: what a
-- person said, else what was found; missing before the horizon is over, or where too little is known of it.
CREATE MACRO told_predictions() AS TABLE
    SELECT
        p.*,
        o.prediction_id IS NOT NULL AS is_over,
        CASE
            WHEN o.prediction_id IS NULL THEN NULL
            WHEN v.verdict IS NULL THEN o.came_true
            ELSE v.verdict = 'useful'
        END AS came_true,
        o.what, o.happened_at, o.window_held, o.chance,
        v.verdict, v.user_name AS verdict_by, v.created_at AS verdict_at
    FROM predictions p
    LEFT JOIN prediction_outcomes o ON o.prediction_id = p.id
    LEFT JOIN (
        SELECT * FROM prediction_verdicts
        QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY id DESC) = 1
    ) v ON v.prediction_id = p.id;
