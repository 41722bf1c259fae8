"""What only ``make test-lake`` plays: a real Spark of several processes."""

import os

collect_ignore = [] if os.environ.get("PRODUCFLOW_TEST_SPARK") else ["test_spark.py"]
