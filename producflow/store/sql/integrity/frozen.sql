-- Which pieces of frozen links are not what they were named by, or are missing? Grain: one row per piece.
SELECT sha256, 'holds something else than was frozen' AS problem
FROM frozen_parts WHERE sha256(content) <> sha256
UNION ALL
SELECT DISTINCT sha256, 'is not there'
FROM frozen_contents ANTI JOIN frozen_parts USING (sha256)
ORDER BY ALL
