"""Password rules of the MLPS level 3 (GB/T 22239-2019, 8.1.4.1)."""

import re

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

REMEMBERED = 5
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class CharacterClassesValidator:
    """At least three of: small letters, capitals, digits, other signs."""

    def validate(self, password, user=None):
        if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self):
        return "密码须包含大写字母、小写字母、数字、符号中的至少三种"


class NotReusedValidator:
    """The last five passwords may not come back."""

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        old = user.old_passwords.values_list("password", flat=True)[:REMEMBERED]
        if any(check_password(password, known) for known in [user.password, *old]):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def get_help_text(self):
        return f"不能与最近{REMEMBERED}次用过的密码相同"
