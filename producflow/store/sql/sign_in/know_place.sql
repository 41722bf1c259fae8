-- Keep that an account has signed in from an address.
INSERT INTO sign_in_places (account, address, last_at) VALUES ($account, $address, $at)
ON CONFLICT (account, address) DO UPDATE SET last_at = excluded.last_at
