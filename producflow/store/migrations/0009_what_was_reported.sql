-- What nobody reported is missing, not 0; and planned minutes that nobody stated are shared by the products of a shift.

ALTER TABLE production_records ALTER COLUMN output_quantity DROP NOT NULL;
ALTER TABLE production_records ALTER COLUMN defect_quantity DROP NOT NULL;

-- Whether nobody stated planned_minutes: then it is the record's share of its shift, see share_planned_minutes.sql.
-- Of records stored until now nobody knows; they stay as they are.
ALTER TABLE production_records ADD COLUMN planned_shared BOOLEAN DEFAULT false;

-- Records that follow from states of machines of which no unit was ever stated.
UPDATE production_records SET output_quantity = NULL, defect_quantity = NULL
WHERE origin = 'state_intervals' AND output_quantity = 0 AND equipment_id NOT IN (
    SELECT equipment_id FROM state_intervals WHERE output_quantity IS NOT NULL OR defect_quantity IS NOT NULL
);
