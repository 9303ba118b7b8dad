import datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from organization import backup
from organization.commands import CityCommand


class Command(CityCommand):
    help = "用备份文件替换当前的数据库和附件（先停止系统）"
    requires_migrations_checks = False  # the archive brings the tables along

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="确认替换当前数据")

    def handle(self, *args, file, yes, **options):
        manifest = backup.read_manifest(file)
        backup.require_fitting(manifest)
        made_at = timezone.localtime(datetime.datetime.fromisoformat(manifest.made_at))
        origin = f"备份生成于 {made_at:%Y-%m-%d %H:%M}"
        content = f"{sum(manifest.rows.values())}行数据、{manifest.files}个附件"
        if not yes:
            raise CommandError(
                f"{origin}，含{content}。恢复将替换当前的全部数据和附件，"
                "确认请加 --yes（make restore FILE=文件 YES=1）"
            )
        backup.restore_backup(file)
        self.stdout.write(f"已恢复{content}（{origin}）。")
