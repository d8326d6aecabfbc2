"""Requests in words of our own: matters, places and people combined, so that no two are alike and none is real."""

from __future__ import annotations

import random
from typing import Any

MATTERS = (
    ("小区旁工地夜间施工噪声扰民", "工地夜里一直在打桩，老人和孩子无法休息", "请到现场查处，夜间停止施工"),
    ("路灯连续多日不亮", "人行道上有一排路灯不亮，晚上看不清路面的坑洼", "请派人检修，尽快恢复照明"),
    ("楼下餐饮店油烟直排", "饭店的排烟口正对住户窗户，油烟味很重", "请环保部门检测，要求安装净化设备"),
    ("自来水发黄有异味", "家里的自来水发黄，放了很久仍有铁锈味", "请检查管道并告知原因"),
    ("垃圾桶满溢无人清运", "垃圾堆到桶外，苍蝇很多，气味难闻", "请增加清运次数"),
    ("公交站台长时间等不到车", "早高峰等了四十多分钟没有一班车", "请核查班次，增加高峰运力"),
    ("拖欠工资", "公司拖欠三个月工资，多次催讨没有答复", "请劳动部门协助追讨"),
    ("电梯经常困人", "电梯一个月内三次困人，物业没有更换部件", "请监督检查，停用故障电梯"),
    ("共享单车堵塞人行道", "单车停满了盲道和路口，轮椅无法通过", "请清理并划定停放区"),
    ("井盖破损", "马路中间的井盖裂开，车辆经过时翘起", "请立即围挡并更换"),
    ("咨询居住证办理材料", "想了解办理居住证需要哪些材料，在哪里办理", "请告知所需材料和地点"),
    ("广场舞音量过大", "每天晚上广场上的音响声音很大，影响孩子做作业", "请劝导降低音量，规定时间"),
    ("培训机构不退费", "报名后机构停课，多次要求退费被拒绝", "请市场监管部门调解退费"),
    ("河涌水体发黑发臭", "小区后面的河涌水变黑，有人偷排污水", "请查清污染来源并整治"),
    ("占道经营影响通行", "摊贩每天占满人行道，行人只能走机动车道", "请城管部门加强管理"),
    ("供电不稳定经常跳闸", "整栋楼一到晚上就跳闸，冰箱里的食物坏了", "请供电部门检修线路"),
)
ROADS = ("体育东路", "天河北路", "中山大道", "环市东路", "江南大道", "昌岗路", "新港西路", "东风西路", "黄埔大道", "广园快速路", "芳村大道",
         "工业大道", "同泰路", "科韵路", "人民北路", "机场路")
DISTRICTS = ("天河区", "越秀区", "海珠区", "荔湾区", "白云区", "黄埔区", "番禺区", "花都区", "南沙区", "从化区", "增城区")
TIMES = ("昨晚十一点到凌晨两点", "今天早上七点半", "上周三下午", "最近一个星期每天晚上", "三月以来",
         "今天中午十二点左右", "前天夜里", "本月十号")
SURNAMES = "陈李黄张梁林刘吴罗杨何谢周曾邓郑"
GIVEN = "小雨志明国华丽珊子涵建平晓东美玲家豪俊杰文静海燕"


def matter(number: int) -> dict[str, str]:
    """Title, detail, wish, time, place and party of request `number`; the same number gives the same words."""
    dice = random.Random(number)
    title, detail, wish = dice.choice(MATTERS)
    place = f"{dice.choice(DISTRICTS)}{dice.choice(ROADS)}{dice.randrange(1, 900)}号"
    when = dice.choice(TIMES)
    return {"title": title, "detail": f"{when}，{place}附近，{detail}。登记序号 {number}。", "wish": f"{wish}。", "happened": when,
            "place": place, "parties": dice.choice(("物业公司", "某建筑工地", "附近商户", "不清楚", "施工单位"))}


def request_of(number: int) -> dict[str, Any]:
    """The body of one request: the matter, and a person with a phone of their own."""
    dice = random.Random(number)
    return {**matter(number), "name": dice.choice(SURNAMES) + dice.choice(GIVEN), "phone": phone(number)}


def phone(number: int) -> str:
    """A mobile number of its own for each of a billion people."""
    return f"13{number * 7919 % 10**9:09d}"
