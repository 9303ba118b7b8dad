"""Code lists of the member block."""

from django.db.models import TextChoices


class IdType(TextChoices):
    """证件类型."""

    RESIDENT = "1", "居民身份证"
    DISABILITY = "2", "残疾人证"
    HOUSEHOLD_BOOK = "3", "户口簿"
    OTHER = "9", "其他"


class Relation(TextChoices):
    """与户主关系, AAB006: the national list of 2014–2018; 21–29 are labels of the later rules."""

    HEAD = "01", "户主"
    SPOUSE = "02", "配偶"
    SON = "03", "之子"
    DAUGHTER = "04", "之女"
    DAUGHTER_IN_LAW = "05", "之儿媳"
    SON_IN_LAW = "06", "之女婿"
    GRANDSON = "07", "之孙子"
    GRANDDAUGHTER = "08", "之孙女"
    DAUGHTERS_SON = "09", "之外孙子"
    DAUGHTERS_DAUGHTER = "10", "之外孙女"
    FATHER = "11", "之父"
    MOTHER = "12", "之母"
    WIFES_FATHER = "13", "之岳父"
    WIFES_MOTHER = "14", "之岳母"
    HUSBANDS_FATHER = "15", "之公公"
    HUSBANDS_MOTHER = "16", "之婆婆"
    GRANDFATHER = "17", "之祖父"
    GRANDMOTHER = "18", "之祖母"
    MATERNAL_GRANDFATHER = "19", "之外祖父"
    MATERNAL_GRANDMOTHER = "20", "之外祖母"
    SIBLING = "21", "之兄弟姐妹"
    BROTHERS_WIFE = "22", "之兄弟媳妇"
    UNCLE = "23", "之叔伯"
    NEPHEW = "24", "之侄儿"
    NIECE = "25", "之侄女"
    GREAT_GRANDSON = "26", "之曾孙子"
    GREAT_GRANDDAUGHTER = "27", "之曾孙女"
    GRANDSONS_WIFE = "28", "之孙媳"
    GRANDDAUGHTERS_HUSBAND = "29", "之孙女婿"
    OTHER = "99", "其他"


class Ethnicity(TextChoices):
    """民族, GB/T 3304-1991 numeric codes; workbooks exchange it by name, for orders differ."""

    HAN = "01", "汉族"
    MONGOL = "02", "蒙古族"
    HUI = "03", "回族"
    TIBETAN = "04", "藏族"
    UYGUR = "05", "维吾尔族"
    MIAO = "06", "苗族"
    YI = "07", "彝族"
    ZHUANG = "08", "壮族"
    BUYEI = "09", "布依族"
    KOREAN = "10", "朝鲜族"
    MANCHU = "11", "满族"
    DONG = "12", "侗族"
    YAO = "13", "瑶族"
    BAI = "14", "白族"
    TUJIA = "15", "土家族"
    HANI = "16", "哈尼族"
    KAZAK = "17", "哈萨克族"
    DAI = "18", "傣族"
    LI = "19", "黎族"
    LISU = "20", "傈僳族"
    VA = "21", "佤族"
    SHE = "22", "畲族"
    GAOSHAN = "23", "高山族"
    LAHU = "24", "拉祜族"
    SUI = "25", "水族"
    DONGXIANG = "26", "东乡族"
    NAXI = "27", "纳西族"
    JINGPO = "28", "景颇族"
    KIRGIZ = "29", "柯尔克孜族"
    TU = "30", "土族"
    DAUR = "31", "达斡尔族"
    MULAO = "32", "仫佬族"
    QIANG = "33", "羌族"
    BLANG = "34", "布朗族"
    SALAR = "35", "撒拉族"
    MAONAN = "36", "毛南族"
    GELAO = "37", "仡佬族"
    XIBE = "38", "锡伯族"
    ACHANG = "39", "阿昌族"
    PUMI = "40", "普米族"
    TAJIK = "41", "塔吉克族"
    NU = "42", "怒族"
    UZBEK = "43", "乌孜别克族"
    RUSSIAN = "44", "俄罗斯族"
    EWENKI = "45", "鄂温克族"
    DEANG = "46", "德昂族"
    BONAN = "47", "保安族"
    YUGUR = "48", "裕固族"
    GIN = "49", "京族"
    TATAR = "50", "塔塔尔族"
    DERUNG = "51", "独龙族"
    OROQEN = "52", "鄂伦春族"
    HEZHEN = "53", "赫哲族"
    MONBA = "54", "门巴族"
    LHOBA = "55", "珞巴族"
    JINO = "56", "基诺族"
    OTHER = "97", "其他"
    FOREIGN_DESCENT = "98", "外国血统中国籍人士"


class Political(TextChoices):
    """政治面貌, GB/T 4762."""

    PARTY_MEMBER = "01", "中共党员"
    PROBATIONARY = "02", "中共预备党员"
    LEAGUE_MEMBER = "03", "共青团员"
    REVOLUTIONARY_COMMITTEE = "04", "民革党员"
    DEMOCRATIC_LEAGUE = "05", "民盟盟员"
    CONSTRUCTION = "06", "民建会员"
    PROMOTING_DEMOCRACY = "07", "民进会员"
    PEASANTS_WORKERS = "08", "农工党党员"
    ZHI_GONG = "09", "致公党党员"
    JIU_SAN = "10", "九三学社社员"
    TAIWAN_LEAGUE = "11", "台盟盟员"
    NO_PARTY = "12", "无党派人士"
    MASSES = "13", "群众"


class Education(TextChoices):
    """文化程度, AAB008; 05 was 大专及以上 until 2017, then split into 05 and 07."""

    ILLITERATE = "01", "文盲或半文盲"
    PRIMARY = "02", "小学"
    JUNIOR = "03", "初中"
    SENIOR = "04", "高中"
    COLLEGE = "05", "大专及以上"
    PRESCHOOL_CHILD = "06", "学龄前儿童"
    UNIVERSITY = "07", "本科及以上"


class StudentStatus(TextChoices):
    """在校生状况, AAB009, with the finer codes of 2018 on (03.1 … 16.d)."""

    PRESCHOOL_CHILD = "00", "学龄前儿童"
    NOT_STUDENT = "01", "非在校生"
    PRESCHOOL = "02", "学前教育"
    PRIMARY = "03", "小学"
    PRIMARY_1 = "03.1", "小学一年级"
    PRIMARY_2 = "03.2", "小学二年级"
    PRIMARY_3 = "03.3", "小学三年级"
    PRIMARY_4 = "03.4", "小学四年级"
    PRIMARY_5 = "03.5", "小学五年级"
    PRIMARY_6 = "03.6", "小学六年级"
    GRADE_7 = "04", "七年级"
    GRADE_8 = "05", "八年级"
    GRADE_9 = "06", "九年级"
    SENIOR_1 = "07", "高中一年级"
    SENIOR_2 = "08", "高中二年级"
    SENIOR_3 = "09", "高中三年级"
    VOCATIONAL_1 = "10", "中职一年级"
    VOCATIONAL_2 = "11", "中职二年级"
    VOCATIONAL_3 = "12", "中职三年级"
    HIGHER_VOCATIONAL_1 = "13", "高职一年级"
    HIGHER_VOCATIONAL_2 = "14", "高职二年级"
    HIGHER_VOCATIONAL_3 = "15", "高职三年级"
    COLLEGE = "16", "大专及以上"
    COLLEGE_1 = "16.z1", "专科一年级"
    COLLEGE_2 = "16.z2", "专科二年级"
    COLLEGE_3 = "16.z3", "专科三年级"
    BACHELOR_1 = "16.b1", "本科一年级"
    BACHELOR_2 = "16.b2", "本科二年级"
    BACHELOR_3 = "16.b3", "本科三年级"
    BACHELOR_4 = "16.b4", "本科四年级"
    BACHELOR_5 = "16.b5", "本科五年级"
    MASTER = "16.m", "硕士研究生及以上"
    DOCTOR = "16.d", "博士研究生"


class Health(TextChoices):
    """健康状况, AAB017; several may hold since 2017, 健康 excludes the others."""

    HEALTHY = "01", "健康"
    CHRONIC = "02", "长期慢性病"
    SERIOUS = "03", "患有大病"
    DISABLED = "04", "残疾"


HEALTH_STATES = {
    "01": "健康",
    "02": "长期慢性病",
    "03": "患有大病",
    "04": "残疾",
    "02,03": "长期慢性病、患有大病",
    "02,04": "长期慢性病、残疾",
    "03,04": "患有大病、残疾",
    "02,03,04": "长期慢性病、患有大病、残疾",
}
"""Every state of health that the list allows: codes sorted and joined, 健康 alone."""


class Labor(TextChoices):
    """劳动技能, AAB010; 05 from 2019 on."""

    ORDINARY = "01", "普通劳动力"
    SKILLED = "02", "技能劳动力"
    LOST = "03", "丧失劳动力"
    NONE = "04", "无劳动力"
    WEAK = "05", "弱劳动力或半劳动力"


class WorkArea(TextChoices):
    """务工情况, AAB011; 县 means this city. Blank: does not work away."""

    IN_TOWNSHIP = "01", "乡（镇）内务工"
    IN_CITY = "02", "乡（镇）外县内务工"
    IN_PROVINCE = "03", "县外省内务工"
    OUTSIDE_PROVINCE = "04", "省外务工"
    OTHER = "99", "其他"


class PublicPost(TextChoices):
    """公益性岗位."""

    FOREST = "1", "护林员"
    ROAD = "2", "护路员"
    CLEANING = "3", "保洁员"
    WATER = "4", "水管员"
    CARE = "5", "护理员"
    FACILITY = "6", "设施管护员"
    OTHER = "9", "其他"


class DropoutReason(TextChoices):
    """失学或辍学原因."""

    POVERTY = "1", "因贫"
    ILLNESS = "2", "因病"
    DISABILITY = "3", "因残（不具备学习条件）"
    AVERSION = "4", "厌学"
    WORK = "5", "外出务工"
    OTHER = "6", "其他"


class JoinReason(TextChoices):
    """Why somebody joined a household (人口自然增加)."""

    REGISTERED = "I0", "建档时在户"
    BIRTH = "I1", "新生儿"
    MARRIAGE = "I2", "嫁入（入赘）"
    MOVED_IN = "I3", "户籍迁入"
    RELEASED = "I4", "刑满释放回户"
    ADOPTED = "I5", "收养或回户"
    OVERLOOKED = "I6", "识别时遗漏补录"
    DISCHARGED = "I7", "退役回户"
    OTHER = "I9", "其他转入"
    RELATION_CHANGED = "C", "与户主关系变更"


class LeaveReason(TextChoices):
    """Why somebody left a household (人口自然减少)."""

    DEATH = "D1", "死亡"
    MARRIAGE = "D2", "嫁出（入赘他户）"
    MOVED_OUT = "D3", "户籍迁出"
    PRISON = "D4", "判刑收监"
    EMIGRATED = "D5", "出国定居"
    ENLISTED = "D6", "参军或财政供养"
    MISSING = "D7", "失联失踪"
    SEPARATE = "D8", "不共享开支"
    OTHER = "D9", "其他转出"
    REMOVED = "R", "清退"
    RELATION_CHANGED = "C", "与户主关系变更"
