-- Which frozen link has this number? Grain: at most one row; days are production days, times UTC.
SELECT * FROM frozen_views WHERE id = $id
