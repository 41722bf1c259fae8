-- What an hour of readings comes to, whoever sums it up: DuckDB here, Spark or Sail over a lake. The one place where it
-- stands; statements take it in by a line of their own. total, minimum, maximum [the sensor's unit], counts [readings].
    count(*) AS n,
    sum(value) AS total,
    min(value) AS minimum,
    max(value) AS maximum,
    count(*) FILTER (WHERE status = 'warning') AS n_warning,
    count(*) FILTER (WHERE status = 'critical') AS n_critical,
    count(*) FILTER (WHERE status = 'unknown') AS n_unknown
