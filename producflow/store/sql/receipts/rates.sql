-- At which rated speeds of their own were products made? Grain: one row per machine, product and rate that counts for some
-- record of the view. product_capacity [units per 480 min] holds from rate_from on; output_quantity [units] was made at it, of
-- records that state one; rated_output is the same in units of the machine's capacity.
SELECT
    r.equipment_id, e.name, r.product, r.capacity, r.product_capacity, r.rate_from,
    sum(r.output_quantity)::BIGINT AS output_quantity,
    sum(rated_output(r.output_quantity, r.capacity, r.product_capacity)) AS rated_output
FROM rated_records() r
JOIN equipment e ON e.id = r.equipment_id
WHERE r.date BETWEEN $first_day AND $last_day
    AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], r.equipment_id))
    AND ($shifts::VARCHAR[] IS NULL OR list_contains($shifts::VARCHAR[], r.shift))
    AND ($last_shifts::VARCHAR[] IS NULL OR r.date < $last_day OR list_contains($last_shifts::VARCHAR[], r.shift))
    AND r.product_capacity IS NOT NULL
GROUP BY ALL
ORDER BY e.name, r.product, r.rate_from
