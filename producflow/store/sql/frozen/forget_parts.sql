-- Forget pieces that no link is made of any more. Grain: one row per piece.
DELETE FROM frozen_parts WHERE sha256 NOT IN (SELECT sha256 FROM frozen_contents)
