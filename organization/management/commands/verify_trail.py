from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.models import AuditBlock
from organization.trail_seal import first_broken_block


class Command(CityCommand):
    help = "核对操作记录的封存链；指出第一个不符的块"

    def handle(self, *args, **options):
        broken = first_broken_block()
        if broken is not None:
            raise CommandError(
                f"操作记录不完整：第{broken.number}块（{broken.first_id}–{broken.last_id}条，"
                f"{broken.sealed_at:%Y-%m-%d %H:%M}封存）与其内容不符"
            )
        self.stdout.write(f"操作记录完整，共{AuditBlock.objects.count()}块")
