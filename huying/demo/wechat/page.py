"""The chat page: its words in two languages, its files."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from huying.demo.wechat.platform import SimulatedPlatform

HERE = Path(__file__).resolve().parent / "page"
FILES = {f"/{name}": (mime, (HERE / name).read_bytes())
         for name, mime in (("chat.js", "text/javascript; charset=utf-8"), ("chat.css", "text/css; charset=utf-8"))}
WORDS = {
    "account": ("12345 政务服务热线", "12345 hotline"),
    "about": ("模拟的微信：您来扮演市民。消息按平台协议签名、加密后送到热线。", "A simulated WeChat: you play the citizen. Messages "
              "reach the hotline signed and sealed as the real platform's."),
    "write": ("说说是什么事", "Write what it is about"), "send": ("发送", "Send"), "more": ("更多", "More"),
    "photo": ("照片", "Photo"), "place": ("位置", "Place"), "voice": ("语音", "Voice"), "follow": ("关注", "Follow"),
    "leave": ("取消关注", "Unfollow"),
    "desk": ("打开热线网站", "Open the hotline’s site"), "chat": ("聊天记录", "Chat"), "menu": ("公众号菜单", "Menu of the account"),
    "pick": ("选一个位置发送", "Choose a place to send"), "lost": ("连接断开，正在重试…", "Connection lost, trying again…"),
    "open": ("查看详情", "See more"), "spoken": ("输入要说的话，作为语音发出", "Type what you would say; it goes as a voice message"),
    "try": ("可以试试：体育东路118号旁的工地昨晚打桩，希望查处；发一张照片；发位置；发“进度”。",
            "Try: noise from a building site at 118 Tiyu East Road last night; a photo; a place; “progress”."),
    "other": ("English", "中文"),
}  # fmt: skip
CARDS = {"sim-progress": ("诉求进度通知", "Progress of your request"), "sim-rating": ("办理结果通知", "Your request is answered")}
FIELDS = {"character_string1": ("编号", "Number"), "thing2": ("事项", "Matter"), "phrase3": ("状态", "State"), "thing3": ("单位", "Unit"),
          "time4": ("时间", "Time"), "thing4": ("答复", "Answer"), "thing5": ("说明", "About"), "time5": ("时间", "Time")}
PLACES = (("天河区体育东路118号", 23.1317, 113.3262), ("越秀区北京路步行街", 23.1252, 113.2643), ("黄埔区大沙地东路", 23.1059, 113.4436),
          ("海珠区江南西路", 23.0983, 113.2713))


def chat(there: SimulatedPlatform, *, english: bool) -> bytes:
    """The page, with everything that its script needs in one attribute."""
    place = 1 if english else 0
    words = {name: both[place] for name, both in WORDS.items()}
    given = {"words": words, "cards": {name: both[place] for name, both in CARDS.items()}, "menu": there.menu,
             "fields": {name: both[place] for name, both in FIELDS.items()}, "places": PLACES, "web": urlsplit(there.web).port or 80}
    text = (HERE / "chat.html").read_text("utf-8")
    for name, said in words.items():
        text = text.replace("{{" + name + "}}", escape(said))
    text = text.replace("{{lang}}", "en" if english else "zh-CN").replace("{{other_lang}}", "zh" if english else "en")
    return text.replace("{{given}}", escape(json.dumps(given, ensure_ascii=False))).encode()
