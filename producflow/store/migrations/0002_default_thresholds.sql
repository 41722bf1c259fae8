-- The plant's default limits of SPEC section 3, once: whoever changes or removes one keeps it so.
-- Same numbers as producflow.domain.thresholds.DEFAULT_LIMITS. Deadbands are 1 to 5 % of the limits, the order
-- ISA-18.2 proposes to start from; delay 0 s, so that a single reading beyond a limit is not lost.
INSERT INTO thresholds (sensor_type, warn_low, warn_high, crit_low, crit_high, deadband, delay, unit) VALUES
    ('temperature', NULL, 80, NULL, 85, 1, 0, '°C'),
    ('pressure', 50, 60, 45, 65, 0.5, 0, 'PSI'),
    ('vibration', NULL, 2.0, NULL, 2.5, 0.1, 0, 'mm/s'),
    ('speed', 1300, 1700, 1200, 1800, 10, 0, 'RPM');
