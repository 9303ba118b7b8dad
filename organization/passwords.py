"""Password rules of the MLPS level 3 (GB/T 22239-2019, 8.1.4.1)."""

import re

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

REMEMBERED = 5
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class LengthValidator(password_validation.MinimumLengthValidator):
    """Long enough."""

    def get_help_text(self):
        return f"不少于{self.min_length}位"

    def get_error_message(self):
        return f"密码太短：请用不少于{self.min_length}位的密码"


class CharacterClassesValidator:
    """At least three of: small letters, capitals, digits, other signs."""

    def validate(self, password, user=None):
        if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < 3:
            text = f"密码太简单：须{self.get_help_text()}"
            raise ValidationError(text, code="password_classes")

    def get_help_text(self):
        return "包含大写字母、小写字母、数字、符号中的至少三种"


class NotOneselfValidator(password_validation.UserAttributeSimilarityValidator):
    """Unlike the name that everybody knows."""

    def __init__(self):
        super().__init__(user_attributes=("username", "display_name"))

    def get_help_text(self):
        return "不与用户名、姓名相近"

    def get_error_message(self):
        return "密码与您的%(verbose_name)s太相近，请换一个"


class NotCommonValidator(password_validation.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_help_text(self):
        return "不是常见密码"

    def get_error_message(self):
        return "密码太常见，容易被猜中，请换一个"


class NotReusedValidator:
    """The last five passwords may not come back."""

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        old = user.old_passwords.values_list("password", flat=True)[:REMEMBERED]
        if any(check_password(password, known) for known in [user.password, *old]):
            text = f"与最近{REMEMBERED}次用过的密码相同，请换一个"
            raise ValidationError(text, code="password_reused")

    def get_help_text(self):
        return f"不与最近{REMEMBERED}次用过的相同"
