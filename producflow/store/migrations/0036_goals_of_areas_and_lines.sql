-- Goals of areas and lines, called as machines call them. A line is a part of its area, so it is named by both.
ALTER TABLE targets ADD COLUMN area VARCHAR;             -- of scope area or line
ALTER TABLE targets ADD COLUMN production_line VARCHAR;  -- of scope line
