-- How many administrators were ever made? Grain: one row. [count]
SELECT count(*) AS administrators FROM users WHERE role = 'admin'
