-- Were any limits changed, or a change of them undone, since an instant? Grain: one row.
SELECT count(*) > 0 AS changed FROM threshold_changes WHERE greatest(created_at, coalesce(undone_at, created_at)) >= $since
