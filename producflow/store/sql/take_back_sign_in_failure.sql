-- One attempt from an address was none after all.
UPDATE sign_in_failures SET failures = failures - 1, locked_until = NULL WHERE subject = $subject
