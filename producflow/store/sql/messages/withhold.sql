-- Note what is not told for now, since it is shelved or suppressed. Grain: one row per subscription and alert of the staged table "held".
INSERT INTO messages_told SELECT subscription_id, alert_id, 'withheld', 0 FROM held
