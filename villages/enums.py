"""Code lists of the village register (贫困村登记表, 驻村工作队)."""

from django.db.models import TextChoices


class VillageKind(TextChoices):
    """What stands on the village level of the division list; GB/T 10114 digits 10–12."""

    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"


class Terrain(TextChoices):
    """地形地貌 of 贫困村登记表."""

    PLAIN = "plain", "平原"
    WATER_NETWORK = "water_network", "水网"
    LAKE = "lake", "湖区"
    HILL = "hill", "丘陵"


class PostingRole(TextChoices):
    """What somebody posted to a village is there; the leader is the first secretary as a rule."""

    FIRST_SECRETARY = "FIRST_SECRETARY", "第一书记"
    TEAM_LEADER = "TEAM_LEADER", "工作队长"
    MEMBER = "MEMBER", "工作队员"


class PostingEnd(TextChoices):
    """Why a posting ended."""

    TERM = "term", "任期届满"
    ROTATION = "rotation", "村出列轮换"
    RECALL = "recall", "召回"
    HEALTH = "health", "身体原因"
    TRANSFER = "transfer", "工作调动"
    SANCTION = "sanction", "受处分"
    OTHER = "other", "其他"
