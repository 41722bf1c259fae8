-- Is there an entry of that hash, or was one removed by age? Grain: one row.
SELECT
    EXISTS (SELECT 1 FROM audit_log WHERE hash = $hash)
    OR EXISTS (SELECT 1 FROM audit_chain WHERE anchor_hash = $hash) AS is_known
