"""The register's own row of every village of the division list."""

from organization.bulk import insert_rows
from organization.models import Division
from villages.enums import VillageKind
from villages.models import Village


def open_villages(codes: set[str] | None = None) -> int:
    """Give every current village division (or those named) its row; returns how many were new.

    The division list opens them as it is loaded; a workbook that speaks of a village entered
    otherwise finds its row here too. Two statements, however many villages.
    """
    divisions = Division.objects.villages().filter(village__isnull=True)
    missing = [
        (code, VillageKind.COMMUNITY if "居" in name[-5:] else VillageKind.VILLAGE)
        for code, name in divisions.values_list("code", "name")
        if codes is None or code in codes
    ]
    return insert_rows(Village, ["division_id", "kind"], missing)
