-- End every session and token: none that was ended after a backup was made may come to life with it.
UPDATE users SET credentials_version = credentials_version + 1000000
