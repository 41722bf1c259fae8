-- Rated speeds of single products, where a machine makes several.

CREATE SEQUENCE ideal_rates_id_seq;
CREATE TABLE ideal_rates (                   -- one row per machine, product and day from which it holds
    id BIGINT PRIMARY KEY DEFAULT nextval('ideal_rates_id_seq'),
    equipment_id BIGINT NOT NULL,
    product VARCHAR NOT NULL,                -- as production records name it
    units_per_hour DOUBLE,                   -- at rated speed; none: from then on the machine's capacity counts
    valid_from DATE NOT NULL,                -- production day
    user_id BIGINT,                          -- who set it; none: a program
    batch_id BIGINT,
    source_line BIGINT,
    created_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP
);

-- What a record made, counted in units of its machine's capacity: a product that takes twice as long counts twice. [units]
-- Missing where nobody stated a capacity. Held to the domain's function rated_output.
CREATE MACRO rated_output(output, capacity, product_capacity) AS
    CASE WHEN capacity > 0 THEN output * (capacity / coalesce(product_capacity, capacity)) END;

-- What a shift of 480 minutes makes at rated speed, by each machine. Grain: one row per machine; capacity [units/480 min] is
-- that of the machine, or of its quickest product where only products have one; missing where neither has.
CREATE MACRO rated_machines() AS TABLE
    SELECT
        e.id AS equipment_id,
        coalesce(CASE WHEN e.capacity > 0 THEN e.capacity END, max(r.units_per_hour) * 8) AS capacity
    FROM equipment e
    LEFT JOIN ideal_rates r ON r.equipment_id = e.id
    GROUP BY e.id, e.capacity;

-- Production records, each with the rated speeds that count for it. Grain: one row per record. capacity [units/480 min] of its
-- machine, missing where neither machine nor product has one; product_capacity [units/480 min] of its product, and the day
-- rate_from which that holds, both missing where the machine's capacity counts.
CREATE MACRO rated_records() AS TABLE
    SELECT
        r.*,
        CASE WHEN e.capacity > 0 OR i.units_per_hour > 0 THEN m.capacity END AS capacity,
        i.units_per_hour * 8 AS product_capacity,
        CASE WHEN i.units_per_hour > 0 THEN i.valid_from END AS rate_from
    FROM production_records r
    JOIN equipment e ON e.id = r.equipment_id
    JOIN rated_machines() m ON m.equipment_id = r.equipment_id
    LEFT JOIN (
        SELECT
            equipment_id, product, units_per_hour, valid_from,
            coalesce(lead(valid_from) OVER (PARTITION BY equipment_id, product ORDER BY valid_from), DATE '9999-12-31')
                AS valid_until
        FROM ideal_rates
    ) i ON i.equipment_id = r.equipment_id AND i.product = r.product
        AND r.date >= i.valid_from AND r.date < i.valid_until;
