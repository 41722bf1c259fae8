"""Write docs/metrics.md anew from the table of metrics: ``python -m tests.metrics_page``."""

from pathlib import Path

from producflow.domain.metrics.documentation import as_markdown

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"

if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")
