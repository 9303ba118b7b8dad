"""What an ID number answers while it is typed."""

from dataclasses import dataclass

from households.lookup import find_by_id
from households.services.people import BORN_AHEAD, meet
from intake.errors import CellError
from intake.identity import birth_date_of, read_identity, sex_of
from organization.enums import Sex
from organization.masking import mask_name
from organization.models import User
from organization.working_date import working_date


@dataclass(frozen=True)
class Answer:
    """A line under the field: what the number says, or what is wrong with it."""

    text: str
    is_fault: bool = False
    sex: str = ""
    birth_date: str = ""
    """What the number puts into the fields beside it."""


TOO_MANY = Answer("查询过于频繁，请一分钟后再试；保存时仍会检查", is_fault=True)


def answer_id(text: str, member_id: str, user: User) -> Answer | None:
    """The answer to a typed number; nothing while it is too short to be one."""
    text = text.strip()
    if len(text) < 15:
        return None
    try:
        number = read_identity(text).id_no
    except CellError as fault:
        return Answer(str(fault), is_fault=True)
    known = find_by_id(number)
    if known and str(known.pk) != member_id:
        place = meet(known, user)
        if place:
            return Answer(f"{place}，不能重复登记", is_fault=True)
    born = birth_date_of(number)
    today = working_date()
    if born > today:
        return Answer(f"证件号码中的{BORN_AHEAD}第7至14位", is_fault=True)
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    back = f"；{mask_name(known.name)}曾在册，将沿用其人员记录" if known and not member_id else ""
    sex = sex_of(number)
    said = f"{Sex(sex).label}，{born:%Y-%m-%d}出生，{age}岁{back}"
    return Answer(said, sex=sex, birth_date=born.isoformat())
