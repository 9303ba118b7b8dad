"""The head of a report's table stands over its column."""

from config.components import heads


def test_a_label_stands_right_where_figures_stand_below_it():
    figure = {"t": "1,234", "r": ""}
    block = {
        "head": ["镇", "人口", "负责人", "备注"],
        "rows": [[figure, "—", "张三", ""], ["沔城", figure, "李四"]],
    }
    assert heads(block) == [("镇", False), ("人口", True), ("负责人", False), ("备注", False)]
