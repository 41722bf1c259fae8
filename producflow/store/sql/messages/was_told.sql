-- Has a subscription been told of this occasion? Grain: one row.
SELECT count(*) > 0 AS told FROM messages WHERE subscription_id = $subscription_id AND occasion = $occasion
