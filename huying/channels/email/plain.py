"""The words of a letter for the ticket: HTML to text, quotes and signatures cut. The raw letter keeps everything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_NAMES = {
    "blocks": "p div br tr li h1 h2 h3 h4 h5 h6 table ul ol section article header footer pre hr dt dd blockquote",
    "hidden": "script style head title noscript template object iframe svg select textarea button",
    "void": "br hr img meta link input area base col embed source track wbr",
}
_BLOCKS, _HIDDEN, _VOID = (frozenset(names.split()) for names in _NAMES.values())
_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|mso-hide\s*:\s*all", re.I)
_QUOTING = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|isReplyContent|ntes-mailreply|OutlookMessageHeader|divRplyFwdMsg", re.I)
DEEPEST = 400
LONGEST = 200_000  # characters of a letter that are read


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.stack: list[tuple[str, bool]] = []

    @property
    def silent(self) -> bool:
        return bool(self.stack) and self.stack[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS and not self.silent:
            self.out.append("\n")
        if tag in _VOID or len(self.stack) >= DEEPEST:
            return
        quote = tag == "blockquote" or _QUOTING.search(f"{given.get('class', '')} {given.get('id', '')}")
        hidden = tag in _HIDDEN or "hidden" in given or _INVISIBLE.search(given.get("style", ""))
        self.stack.append((tag, self.silent or bool(hidden or quote)))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place][0] == tag:
                del self.stack[place:]
                break
        if tag in _BLOCKS and not self.silent:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(re.sub(r"\s+", " ", data))


def from_html(source: str) -> str:
    """The visible words; scripts, hidden parts and quoted letters are left out. Never raises."""
    reader = _Text()
    try:
        reader.feed(source[: 5 * LONGEST])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        return tidy(re.sub(r"<[^>]*>", " ", source[:LONGEST]))
    return tidy("".join(reader.out))


def tidy(text: str) -> str:
    """Lines without trailing blanks, at most one empty line between, no characters that hide or turn."""
    kept = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.replace("\xa0", " ").rstrip() for line in kept[:LONGEST].split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# From here on the letter is somebody else's, or our own coming back.
_CUT = re.compile(
    r"^[ \t]*(?:"
    r"-{2,}\s*(?:原始邮件|原邮件|转发邮件信息|回复的原邮件|Original Message|Original|Forwarded message)\s*-{2,}"
    r"|_{10,}\s*$"
    r"|(?:在|于)?\s*\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}.{0,120}(?:写道|wrote)\s*[:：]?\s*$"
    r"|在\s.{4,120}写道\s*[:：]\s*$"
    r"|On\s.{6,160}wrote:\s*$"
    r"|At\s\d{4}-\d\d-\d\d.{4,120}wrote:\s*$"
    r"|.{1,60}<[^<>\s]+@[^<>\s]+>\s*(?:于|在)\s*.{4,60}写道\s*[:：]\s*$"
    r"|(?:发件人|寄件者|From)\s*[:：].{1,200}\n\s*(?:发送时间|发送日期|日期|时间|收件人|寄件日期|Sent|Date|To)\s*[:：]"
    r")", re.M | re.I)
_SIGNATURE = re.compile(
    r"^(?:-- ?|——\s*)$|^\s*(?:发自我的\s?(?:iPhone|iPad|手机|华为|小米|vivo|OPPO).*"
    r"|来自我的华为手机|Sent from my .*|Get Outlook for .*|发自.{0,12}(?:邮箱|手机).{0,6}"
    r"|从 ?(?:Windows|iPhone).*(?:邮件|发送).*)$", re.M | re.I)


def cut(text: str) -> str:
    """What was written this time. When nothing but a quote stands there, everything is kept: better too much than nothing."""
    said = text
    for pattern in (_CUT, _SIGNATURE):
        found = pattern.search(said)
        if found:
            said = said[: found.start()]
    said = "\n".join(line for line in said.split("\n") if not line.lstrip().startswith((">", "＞")))
    return tidy(said)
