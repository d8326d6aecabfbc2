"""Danger to life now is heard; risk, memory, topic and manner of speaking are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.alarm import alarm

NOW = {
    "119": [
        "我家厨房着火了",
        "楼下电动车起火了，浓烟往上冒",
        "快来人啊，三楼冒浓烟",
        "仓库失火了火势很大",
        "隔壁单元正在着火",
        "家里一股煤气味，头很晕",
        "燃气管道泄漏了，味道很大",
        "我被困在电梯里出不去",
        "老人被困电梯半个小时了",
        "有个孩子掉进井里了",
        "工地塌方，有人压在下面",
        "液化气泄漏，快派人来",
        "充电桩爆炸了",
        "有一家三口困在火场",
        "现在小区楼道全是烟，冒烟了",
    ],
    "120": [
        "路边有人晕倒了",
        "我爸心脏病犯了，怎么办",
        "老人摔倒后昏迷不醒",
        "孩子溺水了",
        "工人触电了，躺在地上",
        "我老婆要生了，堵在路上",
        "奶奶不行了，叫不醒",
        "有人掉进河里了",
        "一家人煤气中毒",
        "我妈呼吸困难，嘴唇发紫",
        "刚刚发生车祸，有人受伤流血",
        "他喝了农药",
        "工人从三楼摔下来了",
        "老人被车撞了，流了好多血",
        "孩子噎住了",
        "同学口吐白沫抽搐",
    ],
    "110": [
        "救命啊",
        "有人拿刀在砍人",
        "我老公正在打我",
        "楼顶有个女的要跳楼",
        "我不想活了",
        "小区门口打起来了",
        "有陌生人跟踪我",
        "我家孩子不见了",
        "正在撬门，我一个人在家害怕",
        "我被传销的人控制，出不去",
        "有人抢劫！",
        "邻居拿着菜刀砸门",
        "他们把我关在屋里不让走",
        "有人要自杀，站在天台边上",
        "小偷进了我家",
    ],
}
NOT_NOW = [
    "气死我了，物业就是不管",
    "楼道堆满杂物，一旦着火后果不堪设想",
    "上个月着火的那家店又开业了，没有消防许可",
    "消防通道被私家车占用",
    "楼下火锅店油烟扰民",
    "电动车进电梯上楼充电，容易引发火灾",
    "去年发生过火灾，到现在没有整改",
    "烟花爆竹晚上放到十二点，吵死了",
    "请问火灾保险怎么理赔",
    "工伤认定需要什么材料，我在工地摔伤",
    "公交车司机态度恶劣，差点打人",
    "商场跳楼价大甩卖虚假宣传",
    "这点工资简直是我的救命钱，请帮忙要回来",
    "垃圾站臭死了，夏天没法开窗",
    "暖气不热，老人冻得够呛",
    "火车站打车难",
    "担心孩子触电，请把路灯箱的门修好",
    "井盖没有了，怕有人掉下去",
    "燃气公司乱收费，换表要三百",
    "燃气什么时候能通到我们小区",
    "请问家暴告诫书在哪里办理",
    "学校门口没有红绿灯，可能会发生车祸",
    "昨天我被物业骂了",
    "小区停车位太少，业主经常吵架",
    "电梯经常困人，物业不维修",
    "健身房老板跑路了，会员卡没地方用",
    "广场舞音响像爆炸一样",
    "噪音吵得我脑袋都要炸了",
    "楼上漏水把我家天花板泡坏了",
    "建议小区开展火灾逃生演练",
    "医院排队挂号太慢",
    "打火机厂离居民楼太近，存在安全隐患",
    "去年我在路口被车撞了，保险公司拖着不赔",
    "交警队处理车祸责任认定太慢",
    "烧烤店天天冒烟，呛得人睡不着",
    "抢购的口罩不发货",
    "工厂烟囱冒黑烟污染空气",
    "手机店的客服说话气得我快爆炸了",
    "咨询一下拨打120收费标准",
    "我是打工的，老板拖欠工资",
    "表扬消防员，上周我家起火他们十分钟就到了",
    "生意快不行了，希望减免租金",
    "出租车拒载，司机骂人",
    "请问走失人口怎么登记",
    "",
    "   ",
]


@pytest.mark.parametrize(("service", "text"), [(service, text) for service, texts in NOW.items() for text in texts])
def test_alarm_hears_danger_now(service: str, text: str) -> None:
    heard = alarm(text)
    assert heard is not None
    assert service in (heard.service, *heard.also)
    assert heard.words and all(word in text for word in heard.words)
    assert heard.service in heard.zh and heard.service in heard.en


@pytest.mark.parametrize("text", NOT_NOW)
def test_alarm_leaves_the_rest_alone(text: str) -> None:
    assert alarm(text) is None


def test_alarm_names_all_services_fire_first() -> None:
    heard = alarm("工厂着火了，有人晕倒了，老板拿着刀不让走")
    assert heard is not None
    assert (heard.service, heard.also) == ("119", ("120", "110"))


def test_alarm_hears_now_beside_a_memory() -> None:
    assert alarm("去年就着过火，现在又着火了，快来") is not None


def test_alarm_hears_now_in_a_long_letter_only_when_it_is_near() -> None:
    letter = "我们小区的物业从来不管事，" * 20
    assert alarm(letter + "现在五楼着火了，快派人来") is not None
    assert alarm(letter + "电梯冒烟了也没人修") is None


@given(st.text(max_size=500))
def test_alarm_never_fails(text: str) -> None:
    alarm(text)
    alarm(text + "着火了")
