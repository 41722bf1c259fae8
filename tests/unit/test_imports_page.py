"""The table of what is read says what the grammar and the vocabulary say."""

from tests.imports_page import PAGE, table, with_table


def test_the_table_of_what_is_read_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert table() in page, "write it anew: python -m tests.imports_page"
    assert with_table(page) == page
