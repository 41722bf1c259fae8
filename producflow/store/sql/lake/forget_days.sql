-- Forget that some days of a plant were taken in.
DELETE FROM lake_days WHERE plant = $plant AND list_contains($days::DATE[], day)
