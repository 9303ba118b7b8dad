"""Code lists of production and living conditions (贫困户信息采集表)."""

from django.db.models import TextChoices


class RoadType(TextChoices):
    """入户路类型, AAC316."""

    EARTH = "01", "泥土路"
    GRAVEL = "02", "砂石路"
    CONCRETE = "03", "水泥路"
    ASPHALT = "04", "沥青路"


class FuelType(TextChoices):
    """主要燃料类型, AAC320."""

    FIREWOOD = "01", "柴草"
    DUNG = "02", "干畜粪"
    COAL = "03", "煤炭"
    CLEAN = "04", "清洁能源"
    OTHER = "99", "其他"


class HouseStructure(TextChoices):
    """房屋结构."""

    CONCRETE = "1", "钢筋混凝土"
    BRICK_CONCRETE = "2", "砖混"
    BRICK_WOOD = "3", "砖木"
    EARTH_WOOD = "4", "土木或土坯"
    OTHER = "9", "其他"


class HouseGrade(TextChoices):
    """住房安全等级, AAC322, JGJ 125; C and D are dangerous houses."""

    A = "A", "A级（安全）"
    B = "B", "B级（基本安全）"
    C = "C", "C级（局部危险）"
    D = "D", "D级（整栋危险）"
