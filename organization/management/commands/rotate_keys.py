from organization.commands import CityCommand
from organization.services.keys import needed, rotate


class Command(CityCommand):
    help = (
        "用密钥环中最后一把密钥重新加密全部受保护字段和文件，并说明各密钥是否仍在使用。"
        "操作记录只增不改，其中的受保护内容一直用旧密钥"
    )

    def handle(self, *args, **options):
        for place, count in rotate():
            self.stdout.write(f"{place}：重新加密{count}项")
        unused = "已无内容使用，可从 FIELD_KEYS 中删去"
        for name, places in needed().items():
            said = f"仍在使用：{'、'.join(places)}" if places else unused
            self.stdout.write(f"密钥{name}：{said}")
