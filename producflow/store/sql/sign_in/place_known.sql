-- Whether an account has signed in from an address since $since. Grain: one value, none if not.
SELECT 1 FROM sign_in_places WHERE account = $account AND address = $address AND last_at >= $since
