-- Where somebody is signed in, and when they last did something there or proved who they are.
ALTER TABLE sessions ADD COLUMN device VARCHAR;            -- browser and system, as it says of itself
ALTER TABLE sessions ADD COLUMN last_used_at TIMESTAMP;    -- by a person, to the minute; not by a page that looks for news
ALTER TABLE sessions ADD COLUMN confirmed_at TIMESTAMP;    -- when the password was typed, or the provider asked, last
