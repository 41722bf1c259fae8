-- Which days of a plant are taken in, from which file? Grain: one row per day.
SELECT day, sha256 FROM lake_days WHERE plant = $plant ORDER BY day
