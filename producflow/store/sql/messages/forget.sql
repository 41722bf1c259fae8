-- Messages that were sent or given up long ago are of no more use.
DELETE FROM messages WHERE coalesce(sent_at, given_up_at) < $before
