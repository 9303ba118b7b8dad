"""The village register: villages, key villages in time, postings, attendance."""

from villages.models.attendance import AttendanceMonth
from villages.models.key_villages import KeyVillage
from villages.models.postings import Posting
from villages.models.villages import Village, VillageYear

__all__ = ["AttendanceMonth", "KeyVillage", "Posting", "Village", "VillageYear"]
