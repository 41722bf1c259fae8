-- Which frozen link has this token? Grain: at most one row; days are production days, times UTC.
SELECT * FROM frozen_views WHERE token = $token
