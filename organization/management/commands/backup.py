import datetime
from pathlib import Path

from django.conf import settings

from organization.backup import make_backup
from organization.commands import CityCommand


class Command(CityCommand):
    help = "备份数据库和附件到一个文件（运行中即可备份；不含密钥）"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="默认 var/backups/时间.tar")

    def handle(self, *args, file, **options):
        now = datetime.datetime.now(datetime.UTC).astimezone()
        target = file or settings.VAR / "backups" / f"xiantao-{now:%Y%m%d-%H%M%S}.tar"
        manifest = make_backup(target)
        megabytes = target.stat().st_size / 1024 / 1024
        self.stdout.write(
            f"已备份到 {target}（{megabytes:.1f} MB）："
            f"{sum(manifest.rows.values())}行数据，{manifest.files}个附件。"
        )
        self.stdout.write(
            "备份不含密钥。恢复时须有同一套 FIELD_KEYS 和 BLIND_INDEX_KEY"
            "（单机默认在 var/keys.json），请另行妥善保存。"
        )
