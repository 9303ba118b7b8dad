from django.core.management.base import BaseCommand

from organization.services.keys import rotate


class Command(BaseCommand):
    help = "用密钥环中最后一把密钥重新加密全部受保护字段和文件"

    def handle(self, *args, **options):
        for place, count in rotate():
            self.stdout.write(f"{place}：重新加密{count}项")
        self.stdout.write(
            "完成。操作记录只增不改，其中的受保护内容仍用旧密钥："
            "记录保存期内，请在 FIELD_KEYS 中保留旧密钥。"
        )
