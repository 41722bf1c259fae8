"""Opening workbooks, in a process of its own: native code parses them, and whatever it does to a process it does there.

Knows nothing of ours and nothing of the database. ``producflow.imports.reading.workbook`` starts it and listens to it.
"""
