-- From when on is every single reading kept? Grain: one row; missing: none was ever removed by age [UTC].
SELECT max("before") AS kept_from FROM readings_retired
