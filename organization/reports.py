"""Workbooks of the ground floor."""

import io
from collections.abc import Iterable

import xlsxwriter

from organization.models import User

_HEAD = (("单位", 24), ("姓名", 12), ("用户名", 18), ("一次性密码", 16), ("签收", 14))
_NOTE = "本表只生成这一次，系统不留存：请逐人交付后销毁。首次登录须修改密码。"


def password_list(issued: Iterable[tuple[User, str]]) -> bytes:
    """One-time passwords to be handed out; made in memory alone, nothing touches the disk."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("一次性密码")
        bold = book.add_format({"bold": True, "bottom": 1})
        page.write_string(0, 0, _NOTE)
        for place, (label, width) in enumerate(_HEAD):
            page.set_column(place, place, width)
            page.write_string(1, place, label, bold)
        for line, (user, password) in enumerate(issued, start=2):
            cells = (str(user.unit or user.division), user.display_name, user.username, password)
            for place, text in enumerate(cells):
                page.write_string(line, place, text)
        page.freeze_panes(2, 0)
    return target.getvalue()
