-- Take a reason off the list; stops that have it keep its text.
DELETE FROM stop_reasons WHERE id = $id
