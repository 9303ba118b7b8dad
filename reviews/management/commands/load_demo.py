"""Loads the demonstration city."""

import datetime

from households.demo.population import DEFAULT_SEED, DEFAULT_UNTIL
from organization.commands import CityCommand
from reviews.demo.accounts import PASSWORD
from reviews.demo.city import City, load_city


class Command(CityCommand):
    """`manage.py load_demo [--households N] [--seed S] [--until DATE]`."""

    help = "装入演示城市（空数据库；默认至2016-12-31，全市约2.7万户）"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--households", type=int, help="约多少户；不填为全市")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="同一种子得到同一城市")
        parser.add_argument(
            "--until",
            type=datetime.date.fromisoformat,
            default=DEFAULT_UNTIL,
            help="演示日期，如 2019-11-30",
        )

    def handle(self, *, households, seed, until, **options) -> None:
        city = load_city(households, seed=seed, until=until, say=self._say)
        self._introduce(city)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _introduce(self, city: City) -> None:
        self.stdout.write(f"演示日期 {city.population.until}。账号（密码均为 {PASSWORD}）：")
        for account in city.accounts:
            self.stdout.write(f"  {account.username:<12} {account.label}")
