"""Labelled texts of our own for the tests of learning: a few matters told in turns of phrase."""

_MATTERS = {
    "010501": ("路灯不亮", "路灯坏了三盏", "灯杆歪了", "巷子里的路灯整夜不亮"),
    "020202": ("物业费涨价", "物业乱收停车费", "公摊水电费说不清", "物业公司不公示账目"),
    "040103": ("工地半夜打桩", "夜间施工噪音", "混凝土泵车彻夜轰鸣", "凌晨还在施工"),
    "060101": ("老板拖欠工资", "三个月没发工资", "包工头欠薪跑了", "公司克扣工资"),
}
_WHERE = ("人民路", "东湖小区", "新华街", "南门市场", "学府花园", "滨江大道", "老火车站", "开发区")
_TURNS = ("{where}{what}，请尽快处理", "反映{what}，地点在{where}", "我住{where}，{what}，已经一个星期", "{what}！{where}没人管")


def lessons() -> list[tuple[str, str]]:
    """128 texts of each of four labels."""
    return [(turn.format(where=where, what=what), label)
            for label, matters in _MATTERS.items() for what in matters for where in _WHERE for turn in _TURNS]
