-- People and screens are told of areas and lines: of whichever machines belong to them by then.
ALTER TABLE subscriptions ADD COLUMN areas VARCHAR[];  -- of alerts; NULL: of machines of any
ALTER TABLE subscriptions ADD COLUMN lines VARCHAR[];
ALTER TABLE wall_links ADD COLUMN area VARCHAR;
ALTER TABLE wall_links ADD COLUMN line VARCHAR;

-- Of which machines is each person told alerts? Grain: one row per subscription and machine.
CREATE MACRO machines_told() AS TABLE
    SELECT s.id AS subscription_id, e.id AS equipment_id
    FROM subscriptions s
    JOIN equipment e
        ON (s.equipment_ids IS NULL OR list_contains(s.equipment_ids, e.id))
        AND (s.areas IS NULL OR list_contains(s.areas, e.area))
        AND (s.lines IS NULL OR list_contains(s.lines, e.production_line));
