"""Tables of a report's snapshot on the web page."""

from typing import Any

from django import template

from reviews.reports.cells import Block, figure_columns

register = template.Library()


@register.filter
def in_columns(block: Block) -> dict[str, Any]:
    """The head and the rows of a table: each cell, and whether its column holds figures."""
    columns = figure_columns(block)
    return {
        "head": list(zip(block["head"], columns, strict=True)),
        "rows": [list(zip(row, columns, strict=True)) for row in block["rows"]],
    }
