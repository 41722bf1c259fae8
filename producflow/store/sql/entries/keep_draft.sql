-- Keep what a person has typed into a form.
INSERT INTO entry_drafts (user_id, form, content, updated_at)
VALUES ($user_id, $form, $content, $at::TIMESTAMP)
ON CONFLICT (user_id, form) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
