"""What our own mail server found about a letter's sender (RFC 8601): recorded, and the ground on which an address is believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Results as words (pass, fail, none …); `vouched`: one that passed speaks for the very domain of From."""

    dkim: str = ""
    spf: str = ""
    dmarc: str = ""
    vouched: bool = False

    def as_dict(self) -> dict[str, str | bool]:
        return {"dkim": self.dkim, "spf": self.spf, "dmarc": self.dmarc, "vouched": self.vouched}


def verdicts(heads: Sequence[str], authserv: str, address: str) -> Verdicts:
    """The results of the header that our server `authserv` put on top; any other is somebody's claim."""
    domain = address.rpartition("@")[2]
    own = next((re.sub(r"\([^()]*\)", "", head).replace("\n", " ").lower() for head in heads[:1]
                if authserv and head.strip().lower().split(";")[0].split()[:1] == [authserv.lower()]), "")
    if not own or not domain:
        return Verdicts()
    found: dict[str, str] = {}
    vouched = False
    for part in own.split(";")[1:]:
        told = re.match(r"\s*(dkim|spf|dmarc)\s*=\s*([a-z]+)", part)
        if told is None:
            continue
        method, result = told[1], told[2]
        if found.get(method) != "pass":
            found[method] = result
        said = re.search(r"(?:header\.(?:d|from|i)|smtp\.mailfrom)\s*=\s*[\"']?(?:[^\s\"';@]*@)?([^\s\"';]+)", part)
        vouched |= result == "pass" and said is not None and said[1] == domain
    return Verdicts(found.get("dkim", ""), found.get("spf", ""), found.get("dmarc", ""), vouched and found.get("dmarc") != "fail")
