"""Where things happen: the policy's districts and streets, real main roads, invented estates, shops and firms."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from huying import policy
from huying.policy import Division

# Where the callers live, roughly by population.
SHARE = {"440111": 19, "440113": 15, "440106": 15, "440105": 10, "440114": 8, "440118": 8, "440103": 7, "440104": 7,
         "440112": 7, "440115": 4, "440117": 3}
ROADS = {
    "440103": "中山七路 中山八路 芳村大道东 花地大道中 龙溪大道 荔湾路 康王中路 黄沙大道",
    "440104": "中山四路 东风东路 环市东路 解放北路 起义路 先烈中路 寺右新马路 北京路",
    "440105": "新港西路 江南大道中 工业大道南 昌岗中路 宝岗大道 赤岗路 琶洲大道 滨江东路",
    "440106": "体育东路 天河北路 中山大道西 黄埔大道中 天府路 五山路 龙洞路 车陂路",
    "440111": "广州大道北 机场路 三元里大道 白云大道北 同泰路 黄石东路 广花一路 鹤龙一路",
    "440112": "大沙地东路 港前路 科学大道 开创大道 丰乐路 萝岗路 香雪大道 广深大道西",
    "440113": "市桥大北路 番禺大道北 迎宾路 兴南大道 汉溪大道西 清河东路 南村大道 石楼市莲路",
    "440114": "新华路 迎宾大道 建设北路 凤凰北路 狮岭大道 炭步大道 公益路 天贵路",
    "440115": "进港大道 港前大道南 凤凰大道 海港大道 黄阁大道 榄核大道 环市大道中 金隆路",
    "440117": "街口大道 河滨北路 新城东路 温泉大道 太平大道 蓝田路 建设路 从城大道",
    "440118": "荔城大道 增城大道 新塘大道 广园东路 府佑路 永宁大道 石滩大道 夏街大道",
}
_ESTATE = [
    "荔景", "云栖", "珠水", "朗晴", "金桂", "逸翠", "东悦", "汇泉", "锦绣里", "嘉禾里", "丽江", "翠湖", "明珠", "康裕", "富盈", "天誉",
    "书香", "水岸", "南国", "祥和",
]  # fmt: skip
_ENDING = ["花园", "苑", "家园", "雅居", "新村", "小区", "华庭", "名都"]
_EATERY = ["阿权大排档", "一品粥城", "老街烧烤", "顺记茶餐厅", "湘味小厨", "炭火羊排", "渔港海鲜"]
_SHOP = ["鑫旺便利店", "惠民生鲜", "乐淘淘母婴店", "金剪子美发", "缤纷家电城", "好又多百货", "锦绣布行"]
_BUILDER = ["恒泰建筑公司", "鼎盛装饰公司", "宏图劳务公司", "中岭建设公司", "华岳市政公司"]
_FIRM = ["广汇物流公司", "嘉辉制衣厂", "创达电子厂", "佳成鞋业", "美味食品厂", "云帆网络公司"]
_MANAGER = ["顺安物业", "美居物业", "利民物业", "恒安物业"]
_SCHOOL = ["实验小学", "第二中学", "育才学校", "中心幼儿园", "启明小学", "外国语学校"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: division code, what people call it, and about where it lies."""

    division: str
    district: str
    street: str
    road: str
    estate: str
    number: int
    lon: float
    lat: float

    def spoken(self, rng: random.Random) -> str:
        """The address in one of the ways that people give it."""
        short = self.street.removesuffix("街道")
        ways = (f"{self.district}{self.street}{self.road}{self.number}号{self.estate}",
                f"{self.district}{self.road}{self.number}号",
                f"{self.district}{short}街{self.estate}{rng.randint(1, 18)}栋",
                f"{self.district}{self.street}{self.estate}门口",
                f"{self.district}{self.road}与{self.estate}北门交界处")
        return rng.choices(ways, (4, 3, 3, 2, 1))[0]


@lru_cache(maxsize=1)
def _streets() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for each in policy.current().divisions.values():
        if each.level == "street" and each.parent in SHARE:
            found.setdefault(each.parent, []).append(each)
    return found


def somewhere(rng: random.Random) -> Spot:
    """A place in the city; in each street some estates come again and again."""
    district = rng.choices(list(SHARE), list(SHARE.values()))[0]
    return within(rng, district)


def within(rng: random.Random, district: str) -> Spot:
    """A place in the district of this code."""
    streets = _streets()[district]
    street = streets[min(int(rng.expovariate(0.18)), len(streets) - 1)]
    known = policy.current().divisions[district]
    own = random.Random(f"{street.code}:{rng.randint(1, 7)}")
    return Spot(street.code, known.name, street.name, own.choice(ROADS[district].split()),
                own.choice(_ESTATE) + own.choice(_ENDING), own.randint(2, 380),
                round((known.lon or 113.26) + own.gauss(0, 0.03), 5), round((known.lat or 23.13) + own.gauss(0, 0.02), 5))


def names(rng: random.Random, spot: Spot) -> dict[str, str]:
    """What a story may mention: {road}, {estate}, {shop}, {firm}, {school}, {block}, {n} and so on."""
    return {
        "road": spot.road, "estate": spot.estate, "street": spot.street, "district": spot.district,
        "no": str(spot.number), "block": f"{rng.randint(1, 18)}栋", "room": f"{rng.randint(2, 28)}0{rng.randint(1, 6)}房",
        "shop": rng.choice(_SHOP), "eatery": rng.choice(_EATERY), "builder": rng.choice(_BUILDER), "firm": rng.choice(_FIRM),
        "manager": rng.choice(_MANAGER), "school": rng.choice(_SCHOOL), "n": str(rng.randint(2, 9)),
        "m": str(rng.randint(3, 24)), "many": str(rng.randint(20, 300)), "money": str(rng.randint(4, 90) * 100),
        "line": str(rng.choice((1, 2, 3, 5, 6, 8, 13, 21))), "bus": str(rng.randint(2, 890)), "floor": str(rng.randint(2, 9)),
    }
