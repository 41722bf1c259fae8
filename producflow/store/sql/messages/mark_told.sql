-- Note what a message told. Grain: one row per alert and moment of the staged table "told".
INSERT INTO messages_told SELECT $subscription_id, alert_id, moment, $message_id FROM told
