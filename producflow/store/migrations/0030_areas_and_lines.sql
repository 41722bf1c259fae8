-- Where a machine belongs: the levels by which machines are chosen and figures rolled up. A line is a part of its area, so two
-- areas may each have a "Line 1". Neither is where it stands (`location`), nor what it is a part of (`parent`).
ALTER TABLE equipment ADD COLUMN area VARCHAR;
ALTER TABLE equipment ADD COLUMN production_line VARCHAR;
