"""Sentences of complaints with a place in them, or without any: what the reader learns to leave alone."""

from __future__ import annotations

import random
from collections.abc import Sequence

from huying.understanding.place.gazetteer import CITY, DISTRICT, level_of, stem_of
from huying.understanding.place.tagger import OUTSIDE

from . import words
from .addresses import AddressMaker, Parts

BEFORE = """
我住在|本人住在|我家住|位于|我是|市民反映|来电反映|反映|请问|你好，|您好，我想反映|我要投诉|投诉|举报|有人在|
昨晚在|今天早上在|每天晚上，|最近|领导你好，|我在|我们|关于|建议在|希望在|诉求人反映，|
昨天下午3点左右，|从上周三开始，|2025年3月以来，|我家楼下，|事发地点：|地址：|地点在|地址是|现住址：|公司在|
店铺在|孩子在|老人住在|途经|路过|我于昨日在|小区名称：|附近的|我们是|麻烦尽快处理|您好！|尊敬的领导：
"""
AFTER = """
的居民|的业主|的住户|的租户，|，|，，|。|有一家|一带|周边|每天都|晚上十点以后还|长期|已经三天了，|的问题|这里|
那里|这边|发现|经常|的一个|施工工地|的物业|的路灯|的井盖|的垃圾桶|门前的|的商户|的老板|附近的居民|
路段|，请尽快处理|，希望有关部门核实|，投诉多次没有解决|，电话是138****|，没有人管|今天又|从早到晚|的广场舞|
的烧烤摊|的停车场|的公交车|什么时候|有没有|凌晨两点|；|！|，我是业主，|，诉求：|
太吵|好吵|噪音很大|很臭|太脏了|天天堵车|停水了|又停电|积水严重|垃圾成堆|有人打架|全是灰|没装路灯|坑坑洼洼|乱收费|不退押金
"""
PLAIN = """
希望有关部门尽快处理并回复|请相关单位核实|已经打过三次电话了|工单号251103000123|到现在都没有人联系我|
我的电话是13800138000|说好三个工作日内答复|第二次反映这个问题|楼上邻居每天半夜吵闹|物业说不归他们管|
路上全是垃圾|马路对面有人摆摊|门口堵了很多车|小区里没有路灯|村里没有自来水|单元门坏了|电梯停了两天|
三楼的住户漏水到二楼|一共交了3800元|合同编号2024-118|晚上11点到凌晨2点|车牌粤A12345|社区工作人员态度不好|
街道办说要等|区里一直没有答复|市里有文件规定|老板拖欠工资3个月|孩子今年上小学|我去医院看病|银行卡被冻结|
公园里有人唱歌|学校门口很堵|路口的红绿灯坏了|路边停满了车|这条路坑坑洼洼|河水发臭|有人乱扔垃圾|
住在一楼的老人出行不便|隔壁装修|对面的餐馆油烟很大|楼道堆满杂物|上门维修的师傅|客服一直推脱|不给开发票|
押金不退|健身房跑路了|请问需要什么材料|在哪里办理|几点上班|网上怎么申请|有没有补贴|谢谢|多谢领导|气死我了|
为什么没有人管|我要求赔偿|希望加装电梯|建议增加公交班次|路面塌陷|井盖丢失|树枝快断了|路灯不亮|污水外溢|
水管爆了|停电一天了|燃气泄漏的味道|共享单车乱停|狗没有牵绳|噪音太大睡不着|工地夜间施工|卖过期食品|黑中介
"""


class StoryMaker:
    """Makes sentences of labelled pieces; kind "O" for what is no part of a place."""

    def __init__(self, dice: random.Random, maker: AddressMaker, matters: Sequence[str]) -> None:
        self.dice, self.maker, self.namer = dice, maker, maker.namer
        self.before, self.after = "".join(BEFORE.split()).split("|"), "".join(AFTER.split()).split("|")
        self.plain = ["".join(PLAIN.split()).split("|"), list(matters), list(matters)]

    def story(self) -> Parts:
        """A sentence: a place among words in four of five, words only in the fifth."""
        if self.dice.random() < 0.22:
            return self._words(self.dice.randrange(1, 4))
        parts: Parts = [(OUTSIDE, self.dice.choice(self.before))] if self.dice.random() < 0.75 else []
        if self.dice.random() < 0.15:
            parts = [*self._words(1), (OUTSIDE, "，"), *parts]
        parts += self.place()
        if self.dice.random() < 0.8:
            parts.append((OUTSIDE, self.dice.choice(self.after)))
        return parts + (self._words(1) if self.dice.random() < 0.75 else [])

    def place(self) -> Parts:
        """A place as said in passing: shorter than an address, with what is beside it."""
        way = self.dice.random()
        head = self._head()
        if way < 0.12:
            return [*head, *self._crossing()]
        if way < 0.22:
            return [*head, *self._station()]
        if way < 0.30 and head:
            return head
        if way < 0.42:
            return [*head, ("community", self.namer.community()), *self._beside(0.3)]
        if way < 0.58:
            number = self.namer.number() + "号"
            return [*head, ("road", self.namer.road()), ("roadno", number), *self._beside(0.45)]
        if way < 0.64:
            return [*head, ("road", self.namer.road()), *self._beside(0.6)]
        if way < 0.90:
            parts = [part for part in self.maker.address() if part[0] != "redundant"]
            return [*head, *[p for p in parts if p[0] not in ("country", "prov", "city", "district", "town")]] or self._station()
        return [*head, ("poi", self.namer.building() if self.dice.random() < 0.6 else self.namer.landmark()), *self._beside(0.5)]

    def _head(self) -> Parts:
        gazetteer, dice, way = self.maker.gazetteer, self.dice, self.dice.random()
        if way < 0.4:
            return []
        line = gazetteer.line(dice.choice(self.maker.towns if self.maker.towns and dice.random() < 0.5 else self.maker.counties))
        kinds = {level_of(code): code for code in line}
        parts: Parts = [("city", self._said(kinds[CITY]))] if CITY in kinds and dice.random() < 0.25 else []
        if dice.random() < 0.85:
            parts.append(("district", self._said(kinds[DISTRICT])))
        town = gazetteer.name[kinds["town"]] if "town" in kinds and dice.random() < 0.6 else self.namer.town()
        return [*parts, ("town", town)] if not parts or dice.random() < 0.4 else parts

    def _said(self, code: str) -> str:
        name = self.maker.gazetteer.name[code]
        return stem_of(name) if self.dice.random() < 0.2 else name

    def _crossing(self) -> Parts:
        link = self.namer.pick("和 与 与 同 跟")
        end: Parts = [("assist", self.namer.pick(words.CROSSINGS))] if self.dice.random() < 0.9 else []
        return [("road", self.namer.road()), ("assist", link), ("subroad", self.namer.road()), *end]

    def _station(self) -> Parts:
        line = self.dice.choice(("", "", "地铁", self.dice.choice("一二三四五六七八") + "号线", f"地铁{self.dice.randrange(1, 20)}号线"))
        station = line + self.namer.stem() + self.namer.pick("站 站 站 地铁站 公交站 路站")
        exits: Parts = [("subpoi", self.namer.pick(words.EXITS))] if self.dice.random() < 0.6 else []
        return [("poi", station), *exits, *self._beside(0.2)]

    def _beside(self, share: float) -> Parts:
        return [("assist", self.namer.pick(words.ASSISTS))] if self.dice.random() < share else []

    def _words(self, many: int) -> Parts:
        said = [self.dice.choice(self.dice.choice(self.plain)).rstrip("。") for _ in range(many)]
        return [(OUTSIDE, "，".join(said) + self.dice.choice(("。", "", "，", "！")))]
