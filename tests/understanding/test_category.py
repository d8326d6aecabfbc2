"""The first proposer of categories and kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.category import LeafWords, Proposer, kind_of, propose

LEAVES = [
    LeafWords(
        "010101",
        "道路保洁",
        ("城市管理", "市容环卫"),
        "道路清扫不及时，落叶积尘",
        ("垃圾没人扫", "路面脏", "落叶", "环卫工"),
    ),
    LeafWords(
        "010102",
        "垃圾清运",
        ("城市管理", "市容环卫"),
        "垃圾桶满溢，清运不及时",
        ("垃圾堆", "垃圾桶满", "垃圾车", "收垃圾"),
    ),
    LeafWords("010199", "其他市容问题", ("城市管理", "市容环卫"), "其他市容环境问题", ("市容",)),
    LeafWords(
        "020101",
        "物业收费",
        ("住房物业", "物业管理"),
        "物业费标准不明，乱收费",
        ("物业费", "停车费太贵", "公摊"),
    ),
    LeafWords("020102", "电梯故障", ("住房物业", "物业管理"), "小区电梯经常停运", ("电梯坏了", "电梯停运", "困人")),
    LeafWords(
        "020103",
        "房屋渗漏",
        ("住房物业", "房屋质量"),
        "楼上漏水到楼下",
        ("楼上漏水", "天花板渗水", "墙体发霉"),
    ),
    LeafWords(
        "030101",
        "施工噪声",
        ("生态环境", "噪声"),
        "夜间建筑施工噪声扰民",
        ("半夜打桩", "工地吵", "夜间施工", "混凝土车"),
    ),
    LeafWords("030102", "娱乐噪声", ("生态环境", "噪声"), "酒吧歌厅噪声扰民", ("KTV太吵", "酒吧音乐", "音响")),
    LeafWords("030103", "广场舞噪声", ("生态环境", "噪声"), "广场舞音量过大", ("广场舞", "跳舞大喇叭")),
    LeafWords("030201", "餐饮油烟", ("生态环境", "大气"), "饭店油烟直排", ("油烟", "烧烤烟", "排烟管")),
    LeafWords(
        "040101",
        "拖欠工资",
        ("劳动社保", "劳动关系"),
        "用人单位拖欠劳动者工资",
        ("不发工资", "欠薪", "老板跑路", "农民工工资"),
    ),
    LeafWords("040102", "社会保险缴纳", ("劳动社保", "社会保险"), "单位不缴社保", ("不交社保", "断缴", "养老保险")),
    LeafWords(
        "050101",
        "预付卡退费",
        ("市场监管", "消费维权"),
        "预付式消费退费难",
        ("健身卡", "不退押金", "充值卡", "退卡"),
    ),
    LeafWords("050102", "食品安全", ("市场监管", "食品"), "食品变质、异物", ("吃坏肚子", "过期食品", "饭里有虫")),
    LeafWords("060101", "路灯照明", ("城市管理", "市政设施"), "路灯不亮", ("路灯不亮", "路灯坏", "黑灯瞎火")),
    LeafWords("060102", "井盖缺失", ("城市管理", "市政设施"), "井盖丢失破损", ("井盖", "窨井")),
    LeafWords("070101", "停水", ("公用事业", "供水"), "计划外停水", ("停水", "没水用", "水压低")),
    LeafWords("080101", "小学入学", ("教育", "招生"), "小学一年级报名", ("小学报名", "学位", "学区划分")),
    LeafWords("090101", "医保报销", ("医疗", "医保"), "异地就医报销", ("医保报销", "异地就医", "医保卡")),
    LeafWords("100101", "公交线路", ("交通", "公交"), "公交线路调整", ("公交车", "等车太久", "增加班次")),
]
PROPOSER = Proposer(LEAVES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("学院路整条街落叶堆了一个星期，路面脏得很", "010101"),
        ("小区门口垃圾桶满了三天，垃圾车一直不来", "010102"),
        ("物业费突然涨价，公摊也说不清", "020101"),
        ("我们楼电梯坏了一个月，老人下不了楼", "020102"),
        ("楼上漏水，我家天花板渗水发霉", "020103"),
        ("旁边工地半夜打桩，根本没法睡", "030101"),
        ("楼下酒吧音乐放到凌晨两点", "030102"),
        ("公园里广场舞大喇叭每晚吵", "030103"),
        ("烧烤店的油烟直接排到我家窗户", "030201"),
        ("工地干了半年，老板跑路不发工资", "040101"),
        ("公司不交社保，养老保险断缴一年", "040102"),
        ("健身房关门了，健身卡里的钱退不了", "050101"),
        ("外卖饭里有虫，吃坏肚子", "050102"),
        ("巷子里路灯不亮，晚上不敢走", "060101"),
        ("人行道井盖没了", "060102"),
        ("从早上开始停水，一点没水用", "070101"),
        ("请问今年小学报名需要什么材料，学位怎么分", "080101"),
        ("异地就医的费用医保报销比例是多少", "090101"),
        ("希望这条公交线路增加班次，等车太久", "100101"),
    ],
)
def test_propose_finds_the_leaf_and_its_words(text: str, code: str) -> None:
    best = PROPOSER.propose(text)[0]
    assert best.code == code
    assert 0 < best.confidence <= 1
    assert best.words and all(word in text for word in best.words)


def test_propose_orders_and_limits() -> None:
    proposals = PROPOSER.propose("路灯不亮，井盖没了，还停水", top=2)
    assert len(proposals) == 2
    assert proposals[0].confidence >= proposals[1].confidence


def test_propose_is_surer_when_more_is_said() -> None:
    little = PROPOSER.propose("油烟")[0].confidence
    much = PROPOSER.propose("餐饮油烟太大，烧烤烟从排烟管直排")[0].confidence
    assert much > little


def test_propose_is_less_sure_between_two() -> None:
    alone = PROPOSER.propose("路灯不亮")[0].confidence
    torn = PROPOSER.propose("路灯不亮，停水")[0].confidence
    assert torn < alone


def test_propose_prefers_a_real_leaf_to_other() -> None:
    assert PROPOSER.propose("影响市容，落叶没人扫")[0].code == "010101"


@pytest.mark.parametrize("text", ["", " ", "？？？", "abc", "你好"])
def test_propose_says_nothing_without_words(text: str) -> None:
    assert PROPOSER.propose(text) == []


def test_propose_with_empty_catalogue() -> None:
    assert Proposer([]).propose("路灯不亮") == []
    assert propose("路灯不亮", LEAVES)[0].code == "060101"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问居住证怎么办理，需要什么材料？", "consultation"),
        ("咨询一下公积金提取的条件", "consultation"),
        ("想了解新生儿医保什么时候可以交", "consultation"),
        ("补办身份证在哪里办？", "consultation"),
        ("表扬公交司机拾金不昧", "praise"),
        ("非常感谢民警耐心帮我找到老人，给他们点赞", "praise"),
        ("举报某诊所无证行医", "report"),
        ("这家工厂夜里偷排污水，请查处", "report"),
        ("有人私自违建，举报违章建筑", "report"),
        ("建议在路口增设红绿灯", "suggestion"),
        ("提个意见，希望延长公园开放时间", "suggestion"),
        ("投诉物业态度恶劣，乱收费", "complaint"),
        ("隔壁装修噪音扰民，多次反映没人管", "complaint"),
        ("商家拒绝退款，欺骗消费者", "complaint"),
        ("家里停水一天了，请帮忙处理", "help"),
        ("路灯坏了，希望尽快维修", "help"),
        ("我钱包丢了找不到，求助", "help"),
        ("", "help"),
    ],
)
def test_kind_of(text: str, kind: str) -> None:
    assert kind_of(text).code == kind


def test_kind_of_follows_hints_when_the_text_says_little() -> None:
    assert kind_of("小区东门的路灯", ["complaint", "help"]).code == "complaint"
    assert kind_of("小区东门的路灯", ["nonsense"]).code == "help"
    assert kind_of("请问路灯归谁管，咨询一下", ["complaint"]).code == "consultation"


@given(st.text(max_size=300))
def test_category_never_fails(text: str) -> None:
    PROPOSER.propose(text)
    assert 0 <= kind_of(text).confidence <= 1


COLD_HOME = [
    LeafWords("100401", "供暖不热", ("公用事业", "供热"), "集中供暖温度不达标", ("暖气不热", "停暖"), urgent="heat"),
    LeafWords("120104", "高龄津贴", ("民政", "养老"), "高龄老人津贴的条件、标准、发放", ("高龄津贴", "八十岁补贴", "老人生存认证")),
    LeafWords("100403", "集中热水", ("公用事业", "供热"), "热水温度不够", ("热水温度不够", "热水放半天不热")),
]


def test_who_is_at_home_is_not_the_matter() -> None:
    said = "暖气冰凉，家里有八十岁老人"
    assert Proposer(COLD_HOME).propose(said)[0].code == "100401"
    assert Proposer(COLD_HOME).propose("八十岁老人的津贴怎么领")[0].code == "120104"


def test_a_pressing_matter_that_was_heard_speaks_for_its_leaf() -> None:
    said = "屋里只有十三度"
    assert Proposer(COLD_HOME).propose(said) == []
    assert Proposer(COLD_HOME).propose(said, urgent="heat")[0].code == "100401"
    assert Proposer(COLD_HOME).propose(said, urgent="danger") == Proposer(COLD_HOME).propose(said)


def test_the_reason_names_a_word_once() -> None:
    words = Proposer(LEAVES).propose("楼上漏水，天花板渗水")[0].words
    assert words and not any(word in other for word in words for other in words if word != other)
