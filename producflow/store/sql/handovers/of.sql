-- Who handed one shift over and who took it over? Grain: one row, or none.
SELECT * FROM handovers WHERE day = $day AND shift = $shift
