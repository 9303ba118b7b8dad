"""What this app tells the registries when the apps start."""

from intake import sheets
from organization import navigation, subjects, trail
from organization.enums import Reach
from organization.navigation import Entry
from organization.permissions import Permission, Role
from organization.scope import declare_reach
from organization.selectors import register_step
from organization.services.divisions import register_opener
from organization.subjects import Subject
from villages.models import KeyVillage
from villages.reaches import posted_to
from villages.services.opening import open_villages
from villages.sheets import KEY_VILLAGES

VILLAGE_LINKS = {
    "villages.village": "pk",
    "villages.villageyear": "village_id",
    "villages.keyvillage": "village_id",
    "villages.posting": "village_id",
    "villages.attendancemonth": "posting__village_id",
}
"""Where each model says which village a row is about."""


VERBS = {
    "village.updated": "修改村信息",
    "village_year.saved": "填报村年度信息",
    "key_village.designated": "认定重点村",
    "key_village.exited": "登记出列",
    "key_village.withdrawn": "撤销重点村认定",
    "key_village.import_undone": "撤销导入的重点村",
    "posting.started": "选派驻村",
    "posting.ended": "驻村离任",
    "attendance.confirmed": "核定在村天数",
    "attendance.corrected": "更正在村天数",
}


def register_all() -> None:
    sheets.register(KEY_VILLAGES)
    navigation.register_landing(Role.FIRST_SECRETARY, "villages:mine", 55)
    navigation.register_landing(Role.ORGANIZER, "villages:attendance", 40)
    register_opener(open_villages)
    for label, field in VILLAGE_LINKS.items():
        declare_reach(label, Reach.OWN, posted_to(field))
    for subject in [
        Subject(
            "villages.village",
            "村",
            Permission.VILLAGE_VIEW,
            "villages:detail",
            Permission.VILLAGE_EDIT,
        ),
        Subject("villages.villageyear", "村年度信息", Permission.VILLAGE_VIEW),
        Subject("villages.keyvillage", "重点村认定", Permission.VILLAGE_VIEW),
        Subject("villages.posting", "驻村选派", Permission.VILLAGE_VIEW),
        Subject("villages.attendancemonth", "月度在村天数", Permission.VILLAGE_VIEW),
    ]:
        subjects.register(subject)
    trail.name_verbs(VERBS)
    navigation.register(Entry("村与驻村", "villages:list", "village", Permission.VILLAGE_VIEW, 30))
    register_step(
        50,
        "重点村",
        "登记重点建档立卡贫困村；第一书记随后在村的页面选派",
        count=lambda: KeyVillage.objects.open().count(),
        url_name="villages:list",
        needs=Permission.KEY_VILLAGE_DESIGNATE,
        sheet="key_villages",
    )
