-- What is summed per record, each rule once: every question calls these, and a test holds them to the domain's functions
-- credited_run_minutes and ideal_output.

-- Run time that counts towards efficiency: by what the source states itself, else planned time less downtime. [min]
CREATE MACRO credited_minutes(planned, downtime, efficiency) AS coalesce(planned * efficiency / 100, planned - downtime);

-- What rated speed would have made in the run time; missing where nobody stated a capacity. [units]
CREATE MACRO ideal_output(capacity, planned, downtime) AS
    CASE WHEN capacity > 0 THEN capacity / 480 * (planned - downtime) END;
