-- What has a person typed into a form, and not saved? Grain: one row or none.
SELECT content FROM entry_drafts WHERE user_id = $user_id AND form = $form
