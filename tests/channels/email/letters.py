"""Hard letters of our own making: (name, raw bytes, what must come out). Every one was a real trap somewhere."""

# ruff: noqa: E501 - a table is read across
from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field

OWN = "12345@city.example"
WORDS = "体育东路的路灯坏了，请维修。"


@dataclass(frozen=True)
class Case:
    name: str
    raw: bytes
    text: str | None = WORDS
    subject: str | None = None
    sender: str | None = None
    kind: str = ""
    files: tuple[str, ...] = ()
    who: str | None = None
    more: dict[str, object] = field(default_factory=dict)


def head(subject: bytes | str = b"light", sender: bytes | str = b"Chen <chen@example.cn>", **more: str) -> bytes:
    subject, sender = (each.encode() if isinstance(each, str) else each for each in (subject, sender))
    lines = [b"From: " + sender, b"To: " + OWN.encode(), b"Subject: " + subject, b"Date: Mon, 02 Mar 2026 10:00:00 +0800",
             b"Message-ID: <a@example.cn>", *(f"{k.replace('_', '-')}: {v}".encode() for k, v in more.items())]
    return b"\r\n".join(lines) + b"\r\n"


def word(text: str, codec: str, label: str, way: str = "B") -> str:
    raw = text.encode(codec)
    body = base64.b64encode(raw).decode() if way == "B" else quopri.encodestring(raw, quotetabs=True, header=True).decode()
    return f"=?{label}?{way}?{body}?="


def body(text: str, codec: str, label: str, sort: str = "text/plain", way: str = "8bit", **heads: str) -> bytes:
    raw = text.encode(codec)
    sent = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[way]
    told = f"Content-Type: {sort}" + (f"; charset={label}" if label else "") + f"\r\nContent-Transfer-Encoding: {way}\r\n"
    return head(**heads) + told.encode() + b"\r\n" + sent


def many(*parts: bytes, sort: str = "mixed", extra: str = "", **heads: str) -> bytes:
    joined = b"".join(b"--X\r\n" + part + b"\r\n" for part in parts)
    return head(**heads) + f'MIME-Version: 1.0\r\nContent-Type: multipart/{sort}; boundary="X"{extra}\r\n\r\n'.encode() + joined + b"--X--\r\n"


def part(content: bytes, sort: str, **heads: str) -> bytes:
    more = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in heads.items())
    return f"Content-Type: {sort}\r\n{more}\r\n".encode("utf-8", "surrogateescape") + content


def text_part(text: str = WORDS, sort: str = "text/plain") -> bytes:
    return part(text.encode(), f"{sort}; charset=utf-8")


def file_part(disposition: str, sort: str = "application/pdf", content: bytes = b"%PDF-1.4 x") -> bytes:
    return part(base64.b64encode(content), sort, Content_Transfer_Encoding="base64", Content_Disposition=disposition)


def quoted(line: str) -> bytes:
    return body(f"{WORDS}\n\n{line}\n旧的内容，不要出现在工单里。", "utf-8", "utf-8")


def html(source: str) -> bytes:
    return body(source, "utf-8", "utf-8", "text/html")


RARE = "朱镕基路的路灯坏了，𠮷祥里也坏了。"
ISO_CN = b"\x1b$)A\x0e" + bytes(b & 0x7F for b in "路灯坏了".encode("gb2312")) + b"\x0f ok"
DSN = part(b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; chen@example.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n"
           b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n", "message/delivery-status")
DELAY = DSN.replace(b"failed", b"delayed").replace(b"5.1.1", b"4.4.1")
INNER = head(subject=word("原信标题", "utf-8", "utf-8")) + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "里面的话".encode()

CASES = [
    # charsets
    Case("utf8", body(WORDS, "utf-8", "utf-8")),
    Case("gb2312 that holds gbk", body("朱镕基路的路灯坏了", "gbk", "gb2312"), "朱镕基路的路灯坏了"),
    Case("gb2312 that holds gb18030", body(RARE, "gb18030", "GB2312"), RARE),
    Case("gbk quoted-printable", body(WORDS, "gbk", "gbk", way="quoted-printable")),
    Case("gb18030 base64", body(RARE, "gb18030", '"gb18030"', way="base64"), RARE),
    Case("gb_2312-80", body(WORDS, "gb2312", "gb_2312-80")),
    Case("x-gbk", body(WORDS, "gbk", "x-gbk")),
    Case("gb2312 that is utf-8", body(RARE, "utf-8", "gb2312"), None),
    Case("big5", body("路燈壞了，請維修。", "big5", "big5"), "路燈壞了，請維修。"),
    Case("big5 with hkscs", body("深水埗嘅路燈壞咗", "big5hkscs", "big5"), "深水埗嘅路燈壞咗"),
    Case("big5-hkscs base64", body("路燈壞咗", "big5hkscs", "Big5-HKSCS", way="base64"), "路燈壞咗"),
    Case("hz", body("路灯坏了", "hz", "hz-gb-2312"), "路灯坏了"),
    Case("hz without a label", body("路灯坏了", "hz", ""), "路灯坏了"),
    Case("iso-2022-cn", head() + b"Content-Type: text/plain; charset=iso-2022-cn\r\n\r\n" + ISO_CN, "路灯坏了 ok"),
    Case("iso-2022-jp", body("道路の電灯", "iso2022_jp", "iso-2022-jp"), "道路の電灯"),
    Case("no label, gbk bytes", body(WORDS, "gbk", "")),
    Case("no label, utf-8 bytes", body(WORDS, "utf-8", "")),
    Case("us-ascii that is gbk", body(WORDS, "gbk", "us-ascii")),
    Case("iso-8859-1 that is utf-8", body(WORDS, "utf-8", "iso-8859-1")),
    Case("iso-8859-1 that is gbk", body(WORDS, "gbk", "ISO-8859-1")),
    Case("unknown charset", body(WORDS, "utf-8", "x-nonsense")),
    Case("utf-8 with a mark in front", body("\ufeff" + WORDS, "utf-8", "utf-8")),
    Case("utf-16", body(WORDS, "utf-16", "utf-16", way="base64")),
    Case("one broken byte", body(WORDS, "gbk", "gbk") + b"\xff", None, more={"begins": "体育东路"}),
    Case("base64 cut short", body(WORDS + "好", "utf-8", "utf-8", way="base64")[:-8], None, more={"begins": "体育东路"}),
    # subjects and names
    Case("subject split inside a character", body(WORDS, "utf-8", "utf-8", subject=" ".join(
        f"=?gb2312?B?{base64.b64encode(each).decode()}?=" for each in ("路灯坏了".encode("gbk")[:3], "路灯坏了".encode("gbk")[3:]))), subject="路灯坏了"),
    Case("subject gb2312 that holds gbk", body(WORDS, "utf-8", "utf-8", subject=word("朱镕基路", "gbk", "gb2312")), subject="朱镕基路"),
    Case("subject q", body(WORDS, "utf-8", "utf-8", subject=word("路灯 坏了", "utf-8", "UTF-8", "Q")), subject="路灯 坏了"),
    Case("subject raw gbk", head(subject="路灯坏了".encode("gbk")) + b"\r\n" + WORDS.encode(), subject="路灯坏了"),
    Case("subject raw utf-8", head(subject="路灯坏了") + b"\r\n" + WORDS.encode(), subject="路灯坏了"),
    Case("subject folded, two charsets", body(WORDS, "utf-8", "utf-8", subject=f"{word('路灯', 'gbk', 'gbk')}\r\n {word('坏了', 'utf-8', 'utf-8')}"), subject="路灯坏了"),
    Case("re: re: re", body(WORDS, "utf-8", "utf-8", subject="Re: 回复：转发: light"), subject="light"),
    Case("no subject at all", b"From: a@b.cn\r\n\r\n" + WORDS.encode(), subject="", sender="a@b.cn"),
    Case("name in gbk", body(WORDS, "utf-8", "utf-8", sender=f"{word('陈小雨', 'gbk', 'gb2312')} <chen@example.cn>"), sender="chen@example.cn", who="陈小雨"),
    Case("address in capitals", body(WORDS, "utf-8", "utf-8", sender="CHEN@Example.CN"), sender="chen@example.cn"),
    Case("name that looks like another address", body(WORDS, "utf-8", "utf-8", sender='"mayor@city.example" <chen@example.cn>'), sender="chen@example.cn"),
    Case("no sender", b"Subject: x\r\n\r\n" + WORDS.encode(), sender=""),
    # html
    Case("html only", html(f"<html><head><style>p{{}}</style><title>t</title></head><body><p>{WORDS}</p><script>alert(1)</script></body>")),
    Case("html with hidden words", html(f"<p>{WORDS}</p><div style='display:none'>SECRET</div><span hidden>x</span>")),
    Case("html charset in meta", body(f"<meta charset=gbk><p>{WORDS}</p>", "gbk", "", "text/html")),
    Case("html never closed", html("<div><p><b>" * 3000 + WORDS)),
    Case("html in lines", html("第一行<br>第二行<div>第三行</div>"), "第一行\n第二行\n\n第三行", more={"loose": True}),
    Case("html quote", html(f"<p>{WORDS}</p><blockquote>旧的内容，不要</blockquote>")),
    Case("html gmail quote", html(f"<div>{WORDS}</div><div class='gmail_quote'>On … wrote: 旧的内容</div>")),
    Case("alternative", many(text_part(), text_part(f"<p>{WORDS}x</p>", "text/html"), sort="alternative")),
    Case("alternative with an empty plain part", many(text_part(" "), text_part(f"<p>{WORDS}</p>", "text/html"), sort="alternative")),
    Case("right to left trick", body(WORDS + "\u202egpj.exe\u202c", "utf-8", "utf-8"), WORDS + "gpj.exe"),
    # quotes and signatures
    Case("qq quote", quoted("------------------ 原始邮件 ------------------\n发件人: 12345")),
    Case("163 quote", quoted("在 2026-03-02 10:00:00，\"12345\" <12345@city.example> 写道：")),
    Case("163 old quote", quoted("At 2026-03-02 10:00:00, \"12345\" <12345@city.example> wrote:")),
    Case("gmail quote", quoted("On Mon, Mar 2, 2026 at 10:00 AM 12345 <12345@city.example> wrote:")),
    Case("gmail chinese quote", quoted("12345 <12345@city.example> 于2026年3月2日周一 10:00写道：")),
    Case("outlook quote", quoted("发件人: 12345 <12345@city.example>\n发送时间: 2026年3月2日 10:00\n收件人: chen")),
    Case("outlook english quote", quoted("-----Original Message-----\nFrom: 12345")),
    Case("iphone signature", quoted("发自我的iPhone")),
    Case("dash signature", quoted("-- ")),
    Case("bracketed lines", body(f"> 您好\n> 请补充\n{WORDS}", "utf-8", "utf-8")),
    Case("nothing but a quote", body("> 旧", "utf-8", "utf-8"), ""),
    # parts and files
    Case("file name rfc 2047", many(text_part(), file_part(f'attachment; filename="{word("合同.pdf", "gbk", "gb2312")}"')), files=("合同.pdf",)),
    Case("file name rfc 2231", many(text_part(), file_part("attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf")), files=("合同.pdf",)),
    Case("file name rfc 2231 in pieces", many(text_part(), file_part("attachment; filename*0*=GBK''%BA%CF; filename*1*=%CD%AC; filename*2=.pdf")), files=("合同.pdf",)),
    Case("file name raw gbk", many(text_part(), file_part('attachment; filename="' + "合同.pdf".encode("gbk").decode("utf-8", "surrogateescape") + '"')), files=("合同.pdf",)),
    Case("file without a name", many(text_part(), file_part("attachment")), files=("附件.pdf",)),
    Case("inline picture", many(text_part(f"<p>{WORDS}</p>", "text/html"), file_part("inline; filename=a.png", "image/png"), sort="related"), files=("a.png",)),
    Case("text file attached", many(text_part(), file_part('attachment; filename="a.txt"', "text/plain", b"not the words")), files=("a.txt",)),
    Case("letter within", many(text_part(), part(INNER, "message/rfc822")), f"{WORDS}\n\n【附：原信标题】\n\n里面的话"),
    Case("boundary never closed", many(text_part()).replace(b"--X--\r\n", b"")),
    Case("parts without their boundary", head() + b"Content-Type: multipart/mixed; boundary=Y\r\n\r\n" + WORDS.encode(), None),
    Case("nested without end", head() + b"".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(200)), "", more={"left_out": True}),
    Case("thousand parts", many(*[text_part("a")] * 1000), None),
    Case("flowed", body("The street lamp \nis broken.", "utf-8", "utf-8; format=flowed"), "The street lamp is broken."),
    Case("nul and control characters", body("路灯\x00坏\x08了", "utf-8", "utf-8"), "路灯坏了"),
    Case("empty", b"", "", sender=""),
    Case("not a letter", bytes(range(256)) * 4, None),
    Case("two from lines", b"From: a@b.cn\r\nFrom: c@d.cn\r\n\r\n" + WORDS.encode(), sender="a@b.cn"),
    # machines
    Case("auto-submitted", body(WORDS, "utf-8", "utf-8", Auto_Submitted="auto-replied"), kind="auto_reply"),
    Case("auto-submitted no", body(WORDS, "utf-8", "utf-8", Auto_Submitted="no"), kind=""),
    Case("x-autoreply", body(WORDS, "utf-8", "utf-8", X_Autoreply="yes"), kind="auto_reply"),
    Case("qq out of office", body(WORDS, "utf-8", "utf-8", subject=word("自动回复:路灯", "utf-8", "utf-8")), kind="auto_reply"),
    Case("precedence bulk", body(WORDS, "utf-8", "utf-8", Precedence="bulk"), kind="list"),
    Case("list", body(WORDS, "utf-8", "utf-8", List_Id="<news.example>"), kind="list"),
    Case("empty return path", body(WORDS, "utf-8", "utf-8", Return_Path="<>"), kind="auto_reply"),
    Case("no-reply", body(WORDS, "utf-8", "utf-8", sender="no-reply@shop.example"), kind="auto_reply"),
    Case("our own coming back", body(WORDS, "utf-8", "utf-8", X_Huying="1"), kind="loop"),
    Case("from ourselves", body(WORDS, "utf-8", "utf-8", sender="12345+rabc@city.example"), kind="loop"),
    Case("returned mail", many(text_part(), DSN, sort="report", extra="; report-type=delivery-status", sender="MAILER-DAEMON@mx.example"),
         kind="bounce", more={"final": True}),
    Case("delayed mail", many(text_part(), DELAY, sort="report", extra="; report-type=delivery-status", sender="MAILER-DAEMON@mx.example"),
         kind="delayed", more={"final": False}),
    Case("old returned mail", body("User unknown", "utf-8", "utf-8", sender="Mail Delivery <MAILER-DAEMON@mx.example>"), "User unknown", kind="bounce"),
    Case("read receipt", many(text_part(), sort="report", extra="; report-type=disposition-notification"), kind="read_receipt"),
]
