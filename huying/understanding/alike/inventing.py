"""Places that do not exist, each with several ways of writing it: for teaching what one place looks like."""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST_WORDS = """
    东 西 南 北 新 龙 金 石 大 云 水 黄 白 沙 江 华 福 永 兴 德 和 平 安 泰 瑞 荔 桂 梅 竹 松 凤 鹤 溪 湖
    岗 岭 塘 涌 康 乐 宝 富 万 长 景 丽
"""
_FIRST = _FIRST_WORDS.split()
_SECOND_WORDS = """
    山 村 园 溪 湖 岗 岭 塘 湾 桥 头 围 边 口 沙 洲 坑 井 城 平 安 乐 康 和 兴 福 华 昌 明 光 景 秀 林 泉
    源 阳 河 海 泰 盛 丰 达
"""
_SECOND = _SECOND_WORDS.split()
_ENDINGS = {
    "R": "路 大道 街 大街 东路 西路 南路 北路 中路 一路 二路 大道北 大道中 横街 直街 巷 一巷",
    "E": "花园 花苑 小区 家园 雅苑 新村 公寓 豪庭 山庄 名苑 国际 府 湾 新城 城 大厦 苑 华府 一号 壹号 悦府 世家 郡 公馆 名都",
    "S": "小学 中学 实验小学 第二小学 外国语学校 实验学校 幼儿园 附属小学 职业学校",
    "H": "人民医院 中医院 妇幼保健院 社区卫生服务中心 第一医院 医院 卫生院 口腔医院",
    "F": "健身 火锅店 超市 餐厅 培训中心 美容院 科技公司 电子厂 制衣厂 五金厂 公司"
         " 烧烤 大药房 奶茶店 4S店 英语培训 物流公司 酒店 影楼 房产 公寓 驾校",
    "P": "公园 湿地公园 体育公园 森林公园 人民公园 文化广场",
    "O": "派出所 政务服务中心 社保中心 街道办 办证大厅 税务所 不动产登记中心 住建局 车管所",
    "M": "广场 商场 购物中心 市场 批发市场 菜市场 农贸市场 百货 皮具城 商业城",
    "L": "图书馆 图书馆分馆 文化馆 博物馆 少年宫 青少年宫 体育馆 游泳馆 文化站",
    "K": "支行 分行 储蓄所 营业部 分理处",
    "V": "村 坝 沟 坪 屯 寨 墟 沙 岛 圩 坳 村", "T": "站", "B": "路",
}
# What a firm is called by, and another word for it: 飞达租车, 飞达汽车租赁公司, 飞达.
_TRADES = (
    ("租车", "汽车租赁"), ("租车", "租车公司"), ("教育", "教育机构"), ("教育", "培训"), ("普惠", "普惠金融"),
    ("贷", "贷款平台"), ("家政", "家政公司"), ("搬家", "搬家公司"), ("保险", "保险公司"), ("动物医院", "宠物医院"),
    ("动物医院", "医院"), ("金融", "金融公司"), ("健身", "健身房"), ("地产", "中介"),
)
_BANKS = (
    ("工行", "工商银行"), ("建行", "建设银行"), ("农行", "农业银行"), ("中行", "中国银行"), ("农商行", "农商银行"),
    ("邮储", "邮政储蓄"),
)
_TRADING = "飞达畅通迅捷顺安佳美优学智博慧童乐爱心诚信捷普惠众鑫盛源恒泰康健尚品启航星辰夜行旅途万家易速"
_BRANDS_WORDS = """
    碧桂 万科 保利 恒大 中海 龙湖 金地 富力 雅居 越秀 华润 合景 时代
"""
_BRANDS = _BRANDS_WORDS.split()
_LANDMARKS_WORDS = """
    地铁站 小学 公园 市场 医院 村口 大厦
"""
_LANDMARKS = _LANDMARKS_WORDS.split()
_DISTRICT_WORDS = """
    天河 越秀 海珠 荔湾 白云 黄埔 番禺 花都 南沙 增城 从化
"""
DISTRICTS = _DISTRICT_WORDS.split()
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Invented:
    """`name` alone; `forms` the ways people write where it is; `district` around it; `kind` a letter of `texts/matters`."""

    name: str
    forms: tuple[str, ...]
    district: str
    kind: str


def invent(kind: str, dice: random.Random) -> Invented:
    """A place of a kind: R road, E estate, S school, H hospital, F firm, P park, O office, M market, V village, T station, B bus line,
    C firm without an ending, K branch of a bank, L library and the like."""
    word, district = _word(dice), dice.choice(DISTRICTS)
    name = word + dice.choice(_ENDINGS.get(kind, "公司").split())
    forms: tuple[str, ...] = (name, name)
    if kind == "R":
        forms = _on_a_road(name, dice)
    elif kind == "E":
        name = dice.choice(_BRANDS) + name if dice.random() < 0.35 else name
        forms = _in_an_estate(name, dice)
    elif kind == "F":
        road = _word(dice) + dice.choice(_ENDINGS["R"].split())
        forms = (name, name, f"{road}的{name}", f"{name}（{road}）", f"{road}{name}")
    elif kind == "C":
        trade, other = dice.choice(_TRADES)
        word = _brand(dice)
        name, forms = word + trade, (word + trade, word + trade, word + other, word)
    elif kind == "K":
        bank, spelt = dice.choice(_BANKS)
        name = bank + word + "支行"
        forms = (f"{bank}{word}支行", f"{spelt}{word}支行", f"{word}{bank}", f"{bank}{word}网点", f"{word}的{bank}")
    elif kind in "SHL" and dice.random() < 0.5:
        forms = (name, word + short_for(name[len(word):], dice), name)
    elif kind == "B" and dice.random() < 0.25:
        word = _brand(dice)
        name, forms = word + "公交", (word + "公交", word + "公交公司", word + "公交")
    elif kind == "B":
        number = dice.randint(1, 899)
        name, forms = f"{number}路", (f"{number}路公交", f"{number}路公交车", f"公交{number}路", f"{number}路车")
    elif kind == "T":
        gate = dice.choice("ABCD")
        forms = (f"{word}地铁站{gate}口", f"{word}站{gate}出口", f"地铁{word}站{gate}口", f"{word}地铁站", f"{word}站")
    elif kind == "V":
        town = _word(dice) + dice.choice(("镇", "街", "街道"))
        forms = (name, town + name, name)
    return Invented(name, forms, district, kind)


def short_for(ending: str, dice: random.Random) -> str:
    """What is left of an ending in haste: 中 of 中学, 分馆 of 图书馆分馆."""
    return ending[:1] if len(ending) == 2 else ending[-2:] if dice.random() < 0.7 else ending[:2]


def in_chinese(number: int) -> str:
    """12 is 十二, 105 is 一百零五; below 1,000."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = (_DIGITS[hundreds] + "百" if hundreds else "") + ("零" if hundreds and not tens and ones else "")
    told += ("" if tens == 1 and not hundreds else _DIGITS[tens] if tens else "") + ("十" if tens else "")
    return told + (_DIGITS[ones] if ones or not number else "")


def _word(dice: random.Random) -> str:
    return dice.choice(_FIRST) + "".join(dice.choice(_SECOND) for _ in range(dice.choice((1, 1, 1, 2))))


def _brand(dice: random.Random) -> str:
    """Two or three letters such as firms choose: 飞达, 爱美佳; they have no ending."""
    return "".join(dice.choice(_TRADING) for _ in range(dice.choice((2, 2, 3))))


def _on_a_road(name: str, dice: random.Random) -> tuple[str, ...]:
    sort = dice.random()
    if sort < 0.35:
        return (name,)
    if sort < 0.6:
        number = dice.randint(1, 400)
        return f"{name}{number}号", f"{name}{number}号", f"{name}{in_chinese(number)}号", name
    if sort < 0.85:
        other = _word(dice) + dice.choice(_ENDINGS["R"].split())
        return f"{name}与{other}交界处", f"{name}{other}路口", f"{name}靠近{other}", f"{name}和{other}交叉口"
    landmark = _word(dice) + dice.choice(_LANDMARKS)
    return f"{name}{landmark}旁边", f"{name}靠近{landmark}", f"{landmark}附近的{name}", f"{name}（{landmark}对面）", name


def _in_an_estate(name: str, dice: random.Random) -> tuple[str, ...]:
    short = next((name.removesuffix(end) for end in ("小区", "花园", "新村", "家园") if name.endswith(end) and len(name) > 4), name)
    sort, number = dice.random(), dice.randint(1, 40)
    if sort < 0.5:
        return name, name, short, name if name.endswith("小区") else name + "小区"
    if sort < 0.8:
        return f"{name}{number}栋", f"{name}{number}座", f"{name}{in_chinese(number)}栋", name, f"{name}{number}幢"
    return f"{name}{in_chinese(dice.randint(1, 5))}期", name, name
