-- Let a person be told. Grain: the new row.
INSERT INTO subscriptions (
    user_id, told, channel, address, equipment_ids, areas, lines, least_priority, wait_minutes, hours_from, hours_until,
    report, every
)
VALUES (
    $user_id, $told, $channel, $address, $equipment_ids, $areas, $lines, $least_priority, $wait_minutes,
    $hours_from, $hours_until, $report, $every
)
RETURNING *
