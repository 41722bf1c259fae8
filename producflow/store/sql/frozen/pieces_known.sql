-- Which pieces are kept already? Grain: one row per piece.
SELECT sha256 FROM frozen_parts
