"""Numbers that are no times, whatever they look like: telephones, documents, addresses, versions, sums."""

import re

_OPEN, _CLOSE = "〔[(【［（", "〕]\\)】］）"
_GUARDED = re.compile(
    r"(?=[\da-z〔\[(【［（第版系工订运快单编账卡证房楼车合发文案一二三四五六七八九十])(?:"
    + "|".join(
        (
            r"https?:[^\s，。]{1,200}",
            r"(?<![a-z0-9._-])[a-z0-9._-]{1,40}@[a-z0-9.-]{1,60}",
            r"(?<![\d年月日号])\d{5,}(?![年月])",
            r"\d{3,4}-\d{3,4}-\d{3,4}",
            r"(?<!\d)0\d{2,3}-\d{7,8}",
            r"1[3-9]\d[-_]\d{4}[-_]\d{4}",
            rf"[{re.escape(_OPEN)}](?:19|20)\d\d[{_CLOSE}]第?\d{{0,5}}号?",
            r"第\d{1,5}号",
            r"\d{1,3}(?:\.\d{1,3}){3,}",
            r"(?<![a-z])v\d{1,3}(?:\.\d{1,3}){1,3}",
            r"(?:版本|系统)号?:?\d{1,3}(?:\.\d{1,3}){1,3}",
            r"(?<![a-z\d])(?:工单|订单|运单|快递|单|编|账|卡|证|房|楼|车牌|合同|发票|案|文)号码?(?:是|为)?[:#]?[a-z0-9_/-]{1,40}",
            r"\d{1,6}(?:\.\d{1,2})?(?:元|块钱|万元|%|公里|平米|平方|公斤|千瓦)",
            r"\d{1,4}[x×*]\d{1,4}(?:小时|天)?",
            r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:栋|幢|座|号楼|单元|号院|弄)(?:\d{1,4}(?:栋|幢|座|号楼|单元|室|房|层|楼|-))*\d{0,4}",
            r"(?<!\d)\d{1,2}-\d{1,2}-(?!(?:19|20)\d\d)\d{3,4}(?!\d)",
        )
    )
    + ")"
)


def closed(text: str) -> bytearray:
    """Return one byte for each letter: 1 where no time may be read."""
    marks = bytearray(len(text))
    for found in _GUARDED.finditer(text):
        marks[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    return marks
