"""What counts as a telephone number; forms and workbooks ask it."""

import re

_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^0\d{2,3}-?\d{7,8}$")
PHONE_RULE = "不是有效的电话号码：手机应为11位，座机应带区号（如0728-3222222）"


def is_phone(text: str) -> bool:
    """A mobile number, or a landline with its area code."""
    return bool(_MOBILE.match(text) or _LANDLINE.match(text))
