from django.core.management.base import BaseCommand

from organization.services.keys import rotate


class Command(BaseCommand):
    help = "用密钥环中最后一把密钥重新加密全部受保护字段和文件；之后可移除旧密钥"

    def handle(self, *args, **options):
        for place, count in rotate():
            self.stdout.write(f"{place}：重新加密{count}项")
        self.stdout.write("完成。确认无误后，可从 FIELD_KEYS 中移除旧密钥。")
