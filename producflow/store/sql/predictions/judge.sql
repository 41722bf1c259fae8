-- Say about a prediction how it was.
INSERT INTO prediction_verdicts (prediction_id, verdict, user_id, user_name, created_at)
VALUES ($id, $verdict, $by, $by_name, $at)
