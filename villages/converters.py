"""What stands in the addresses of the village pages."""

import datetime

from villages.months import month_of


class MonthConverter:
    """A month, 2016-11, as its first day."""

    regex = r"20\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> datetime.date:
        return month_of(value)

    def to_url(self, value: datetime.date) -> str:
        return f"{value:%Y-%m}"


class VillageCodeConverter:
    """A village's 12-digit division code."""

    regex = r"\d{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DataYearConverter:
    """A data year that the register knows."""

    regex = r"20(?:1[3-9]|[2-9]\d)"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
