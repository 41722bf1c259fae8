-- What reasons for a rejection have in common: all but the values that they name.

CREATE MACRO kind_of_reason(reason) AS
    regexp_replace(regexp_replace(reason, '“[^”]*”', '“…”', 'g'), '[0-9][0-9.,]*', '0', 'g');

-- A reason that stands for others of its kind, with the commonest of their values.
CREATE MACRO reason_with_others(reason, others, more) AS
    reason || CASE WHEN len(others) = 0 THEN '' ELSE
        ' So are ' || array_to_string(others, ', ')
        || CASE WHEN more > 0 THEN ' and ' || more || ' other values' ELSE '' END || '.' END;
