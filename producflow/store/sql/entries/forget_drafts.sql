-- Forget what a person has typed into a form, and what anybody typed before an instant and never saved.
DELETE FROM entry_drafts WHERE (user_id = $user_id AND form = $form) OR updated_at < $before::TIMESTAMP
