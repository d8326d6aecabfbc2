"""Danger to life now is heard; risk, memory, topic and manner of speaking are not."""

import csv
import random
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.alarm import alarm, model, understood

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "tone.py"))
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
MORE_NOW = """
    煤气泄露了怎么办 有人溺水 家里老人突然倒地不起 出车祸了，人卡在车里 快救救我妈妈，她昏过去了
    有人放火 对面楼着火啦 我割腕了 我吃了一瓶安眠药 歹徒持刀伤人 酒吧门口十几个人在打群架 有人跳江
    他要杀我 孩子被锁车里了 孩子被反锁在家里，煤气还开着 电线着火 我被人绑架了 高速上翻车了，有人受伤
    楼上有人要跳下来 公园湖里漂着一个人 路面塌陷有车掉进去了 有人触电倒地 孕妇大出血 家里进贼了 我想自杀
    老人走丢了，穿蓝色衣服 工地脚手架倒了，压住两个人 食物中毒，全班学生上吐下泻 被狗咬了流血不止
    山上着火了 小孩手指卡住了 氨气泄漏，好多人头晕 电梯坠落，里面有人 煤气中毒了快来人
    他喝醉了拿酒瓶砸人 有人要炸楼 前夫带刀堵在我家门口 我家着火 发生火灾了 发生火灾 楼房倒塌 救命
    有人快死了 我爸突然中风了 同事突发心梗 有个人躺在路边一动不动 一个老人摔倒在路边起不来 我被家暴了
    我被打了，头上流血 小区有人跳楼了 我妈突然说不出话半边身子动不了 高压线掉下来了 发大水了我们困在屋顶
    工厂爆炸 小区燃气爆炸 现在有人闹事持械 孩子发高烧抽筋了 孩子误吞了电池 爷爷突然晕厥
    小孩从阳台掉下去了 隔壁传来女人的惨叫和打砸声 有个小伙子割脉 出租屋里有人烧炭 车子自燃了 加油站起火
    煤气罐着了 大爷走着走着就倒下了 妈妈把我反锁在家里打我 男朋友要杀了我 老师快来，同学昏死过去了
    我在家里摔断了腿动弹不得 公交车撞树上了好多人受伤 洪水冲走了一个人 水里有个小孩在挣扎 我被人下药了
    有人拿着枪 我奶奶吃药过量了 老人独居三天没人应门，担心出事 锅炉爆了有人烫伤 小区楼下有人流血倒地
    宝宝没有反应了 宝宝从床上摔下来吐了 我儿子离家出走联系不上 他说要带孩子一起死 KTV里有人吸毒闹事
    网友说要自杀，已经写了遗书 楼上阳台着火了，火苗窜出来了 老板放狗咬人，咬得全是血
    奶奶在卫生间滑倒不会动了 楼道里有火光 电瓶在家里烧着了 有个女孩坐在桥栏杆上哭，说不想活
    出租车司机突然昏在方向盘上 我妹被人骗到传销窝点出不来 隔壁男的往死里打老婆 两帮人拿着钢管在打架
    我被困山上了手机快没电 车子掉河里了 有辆车冲进人群了 化工厂漏氯气，刺鼻 工友被钢筋扎穿了
    儿子吞了一颗纽扣电池喘气费劲 阿婆摔了一跤头破血流 朋友圈有人发割腕照片 有人砸玻璃闯进来
    工人掉进污水井没上来 我老公醉酒拿菜刀追我 家里老人煤气中毒快点来 地下车库进水有人没出来
    孕妇羊水破了叫不到车 电线掉地上冒火花 挖断燃气管了，嘶嘶响 有个孩子在阳台外面挂着
"""
MORE_NOT_NOW = """
    我要投诉小区燃气公司上门安检态度差 想问下天然气管道改造多少钱 隔壁小孩天天哭闹
    小区里流浪狗咬人没人管 要求查处打人的城管 楼下酒吧凌晨还在放音乐 工地噪音让我喘不过气
    房贷压得我喘不过气来 物业公司快倒闭了 股票跌得我想跳楼 这路口早晚要出人命 老百姓活不下去了
    老人跌倒频繁，请修人行道 我家孩子被幼儿园劝退 河里有死鱼，水发臭 路上有一具死猫 父亲被拖欠医药费
    外卖员闯红灯撞了我不赔钱 手机掉进下水道 钱包丢了 车被锁了，没有通知 车被压在锥桶里 小车卡在限高杆
    房屋倒塌补偿标准 公租房申请卡在审核 消防演习太吵 邻居家冒烟味 路边有人乱停车 有人在小区打麻将到半夜
    有人投诉我打人，实际上没有 医院说我爸中风不能报销 老人卡怎么办理 中风后遗症康复能报销吗
    消防车进不来小区 天然气充值不了 燃气灶打不着火 汽车打不着火停在路边没人管
    小学生被打骂，老师师德有问题 昨天半夜有人在楼下打架，没人管 路口事故多发，建议装红绿灯
    我们村经常停电 电表着火过一次没人来换 孩子上学远，每天走一小时 法院执行太慢，我要疯了
    隔壁装修电钻声吵得心脏病都要犯了 狗咬人不拴绳 高空抛物砸到车 电梯坏了三天，老人上下楼困难
    这家医院见死不救，我父亲去世了 出了车祸对方逃逸，交警不处理 理发店爆炸头烫坏了不退钱
    感谢民警救了落水儿童 孩子在幼儿园摔伤，园方不赔 杀猪盘被骗了五万 我怀孕被公司辞退 楼下烧烤冒烟
    下水道冒烟味道大 请110出警态度好点 地铁上有人大声外放 拿刀削苹果的摊贩占道 小区门口垃圾桶着实太臭
    希望增加公交线路 办理身份证需要多久 我要投诉出租车绕路 自来水发黄 路灯不亮晚上很危险
    物业费涨价不合理 隔壁养鸡打鸣 公园健身器材坏了 幼儿园报名条件 医保异地报销比例 拖欠农民工工资
    饭店使用地沟油 广场舞扰民 违章建筑举报 下水道堵塞污水外溢 高空抛物砸坏车玻璃 学校乱收费 网购退款难
    小区停电 快递丢失 地铁施工震动房屋开裂 树枝挡住路灯 狗叫扰民 公厕太脏
"""


@pytest.mark.parametrize("text", MORE_NOW.split())
def test_alarm_hears_danger_in_few_words(text: str) -> None:
    assert alarm(text) is not None


@pytest.mark.parametrize(("service", "text"), [(service, text) for service, texts in NOW.items() for text in texts])
def test_alarm_hears_danger_now(service: str, text: str) -> None:
    heard = alarm(text)
    assert heard is not None
    assert service in (heard.service, *heard.also)
    assert heard.words and all(word in text for word in heard.words)
    assert heard.service in heard.zh and heard.service in heard.en


@pytest.mark.parametrize("text", [*NOT_NOW, *MORE_NOT_NOW.split()])
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


OTHER_SPELLINGS = """
    倉庫著火了快派消防車 屋企着火啊快啲嚟人 有個老人跌落河涌 我困喺𨋢度出唔到嚟 爺爺暈倒了沒有呼吸 着火拉着火拉 救名啊有人砍人
    天燃气漏了好浓 有人晕到了
"""


@pytest.mark.parametrize("text", [*OTHER_SPELLINGS.split(), "救 命 啊 着 火 了"])
def test_alarm_hears_other_spellings(text: str) -> None:
    assert alarm(text) is not None


def test_alarm_reads_the_later_of_now_and_then() -> None:
    assert alarm("去年着过火今天现在又着火了") is not None
    assert alarm("现在想起去年着火的事还害怕，要求赔偿") is None


def test_alarm_hears_the_end_of_a_pasted_page() -> None:
    assert alarm("甲乙丙丁，" * 4000 + "现在我家着火了快来人") is not None


def test_alarm_hears_what_was_never_taught() -> None:
    with (Path(__file__).parent / "samples" / "danger.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "kept"]
    told = [alarm(row["text"]) is not None for row in rows if row["label"] == "1"]
    traps = [alarm(row["text"]) is not None for row in rows if row["label"] == "0"]
    assert len(told) > 100 and sum(told) >= 0.98 * len(told)
    assert len(traps) > 100 and sum(traps) <= 0.25 * len(traps)


def ordinary() -> list[str]:
    """Wordings of matters that taught the model nothing and tell of no danger."""
    return [text for text, danger in SCRIPT["wordings"](kept=True) if not danger]


def test_alarm_leaves_ordinary_matters_alone_that_were_never_taught() -> None:
    texts = ordinary()
    heard = [text for text in texts if alarm(text)]
    assert len(texts) > 1500 and len(heard) <= 0.05 * len(texts)


@pytest.mark.parametrize(("others", "share"), [(3, 0.9), (9, 0.7)])
def test_alarm_hears_one_sentence_of_danger_among_others(others: int, share: float) -> None:
    dice, texts = random.Random(7), ordinary()
    heard = []
    for row in SCRIPT["rows"]("danger.csv"):
        if row["part"] == "kept" and row["label"] == "1":
            said = dice.sample(texts, others)
            said.insert(dice.randint(0, others), row["text"])
            heard.append(alarm("。".join(said)) is not None)
    assert len(heard) > 100 and sum(heard) >= share * len(heard)


ADDRESSES = ["{}！我家在体育东路12号三楼", "天河公园北门旁边的长椅。{}。", "位置：天河公园\n{}\n快来", "我叫陈美华，住在新村12栋。{}"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_alarm_hears_danger_beside_an_address(address: str) -> None:
    said = [row["text"] for row in SCRIPT["rows"]("danger.csv") if row["label"] == "1" and len(row["text"]) < 50]
    missed = [text for text in said if not alarm(address.format(text))]
    assert len(said) > 900 and len(missed) <= 0.02 * len(said)
    assert all(alarm(address.format(text)) for texts in NOW.values() for text in texts)


def test_the_words_that_spoke_are_words() -> None:
    heard = alarm("家里老人的呼吸机快没电了，人喘得厉害")
    assert heard and heard.service == "120" and "呼吸机" in heard.words


def test_model_is_the_one_the_sentences_make() -> None:
    made = SCRIPT["danger_model"]()
    for text in ("我家厨房着火了", "路灯不亮", "有人溺水", "昨晚又开始打桩了"):
        assert model().chance(understood(text)) == pytest.approx(made.chance(understood(text)), abs=0.02)


@pytest.mark.parametrize(
    "text",
    ["昨晚又开始打桩了", "挖掘机又来了", "化粪池满溢", "你好，我想反映一个问题。", "我要反映", "工地夜里一直在打桩，老人和孩子无法休息",
     "本人同意公开", "已约谈施工方"],
)
def test_words_on_the_way_to_a_request_are_no_danger(text: str) -> None:
    assert alarm(text) is None
