-- What the hash of an entry is made of: a JSON array without spaces, the hash of the entry before it first.
json_array(
    previous_hash, id, strftime("at", '%Y-%m-%dT%H:%M:%S.%fZ'), user_id, user_email, action, entity, entity_id, before, after
)::VARCHAR
