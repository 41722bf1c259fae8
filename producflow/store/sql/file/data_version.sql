-- How many writes has the database seen? Grain: one row. [count]
SELECT data_version FROM store_state
