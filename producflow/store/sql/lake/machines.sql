-- Which machines of a plant are known? Grain: one row per machine; name: in its plant.
SELECT equipment_id, name, stated FROM lake_machines WHERE plant = $plant ORDER BY name
