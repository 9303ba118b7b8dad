"""A figure stands right, and with it the head of its column and what is missing in it."""

from django.template.loader import render_to_string

from reviews.reports.cells import count, figure_columns, table

BLOCK = table(
    "各镇", ["镇", "人口", "负责人"], [[count(3), "—", "张三"], ["沔城", count(1234), ""]]
)


def test_a_column_holds_figures_once_one_of_its_cells_does():
    assert figure_columns(BLOCK) == [False, True, False]


def test_head_and_missing_figure_stand_as_the_figures_do():
    page = render_to_string("reviews/block_table.html", {"block": BLOCK})
    assert '<th scope="col" class="num">人口</th>' in page
    assert '<td class="num">—</td>' in page
    assert '<td class="num nowrap">1,234</td>' in page
    assert "<td>张三</td>" in page
    assert '<th scope="col">负责人</th>' in page
