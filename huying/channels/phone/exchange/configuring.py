"""The configuration folder of an Asterisk that serves us: written whole each time, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings

from huying import policy
from huying.channels.phone import places
from huying.channels.phone.exchange import server, sounds
from huying.channels.phone.models import Seat

TEMPLATES = Path(__file__).parent / "asterisk"
OPTIONS = "options.json"
EMPTY = ("acl", "ccss", "cdr", "features", "manager", "udptl", "websocket_client", "codecs")
FOLDERS = ("spool/recording", "log/cdr-csv", "run", "lib/keys", "music", "agi")
PREFIXES = ("usr/lib/x86_64-linux-gnu/asterisk/modules", "usr/lib/asterisk/modules")


class Conf(Template):
    """`@{name}`: dialplans are full of dollars."""

    delimiter = "@"


@dataclass(frozen=True, slots=True)
class Options:
    """Where Asterisk lies and listens. `home`: what it writes; `prefix`: the root of its own files, "/" when installed.

    `trunk`: host or host:port of the carrier's SIP; empty: nobody can be called. `outside`: our address as the carrier and
    browsers see it, behind NAT. `browsers`: also WebSocket for telephones in the browser; with a certificate as WSS.
    """

    home: Path
    prefix: Path = Path("/")
    host: str = "127.0.0.1"
    sip_port: int = 15060
    http_port: int = 18088
    rtp_from: int = 20000
    rtp_to: int = 21999
    trunk: str = ""
    outside: str = ""
    browsers: bool = False
    https_port: int = 18089
    certificate: str = ""
    strict: bool = True


def ari_secret() -> str:
    """The password of our application at Asterisk, made once."""
    file = Path(settings.VAR) / "phone" / "ari.secret"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(24)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as out:
        out.write(fresh)
    return fresh


def write(options: Options) -> Path:
    """Write it all below `options.home`, the options beside; answers the folder that `asterisk -C` is given."""
    etc = options.home / "etc"
    for name in ("etc", *FOLDERS):
        (options.home / name).mkdir(parents=True, exist_ok=True)
    values = _values(options, etc)
    for source in sorted(TEMPLATES.glob("*.conf")):
        _put(etc / source.name, Conf(source.read_text("utf-8")).substitute(values))
    for name in EMPTY:
        _put(etc / f"{name}.conf", "[general]\nenabled = no\n" if name == "manager" else "")
    sounds.music(options.home / "music" / "waiting.wav")
    _put(options.home / OPTIONS, json.dumps(asdict(options) | {"signed": _signed(values)}, default=str, indent=1))
    return etc


def last(home: Path) -> Options | None:
    """The options with which this folder was last written; None: never, or by hand."""
    told = _written(home)
    told.pop("signed", None)
    try:
        return Options(**{**told, "home": Path(told["home"]), "prefix": Path(told["prefix"])})
    except (TypeError, KeyError):
        return None


def is_behind(options: Options) -> bool:
    """Whether the seats are others than those that were written. What somebody changed in the written files by hand stands until then."""
    return bool(_written(options.home).get("signed") != _signed(_values(options, options.home / "etc")))


def _written(home: Path) -> dict[str, Any]:
    """What was noted when the folder was written; nothing when it was not, or by hand."""
    try:
        return dict(json.loads((home / OPTIONS).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _signed(values: Mapping[str, object]) -> str:
    """A sum over what stands in `pjsip.conf`, as it was or would be written."""
    return sha256(Conf((TEMPLATES / "pjsip.conf").read_text("utf-8")).substitute(values).encode()).hexdigest()


def _put(path: Path, text: str) -> None:
    """Secrets stand in some of them: owner only, and never half written."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)


def _values(options: Options, etc: Path) -> dict[str, object]:
    modules = next((options.prefix / each for each in PREFIXES if (options.prefix / each).is_dir()), options.prefix / PREFIXES[0])
    loopback = options.host.startswith("127.")
    tls = (f"tlsenable = yes\ntlsbindaddr = {options.host}:{options.https_port}\ntlscertfile = {options.certificate}"
           if options.certificate else "")
    outside = (f"external_media_address = {options.outside}\nexternal_signaling_address = {options.outside}\n"
               "local_net = 10.0.0.0/8\nlocal_net = 172.16.0.0/12\nlocal_net = 192.168.0.0/16\nlocal_net = 127.0.0.0/8"
               if options.outside else "")
    protocol = "wss" if options.certificate else "ws"
    transfers = server.leaves_transfers(options.prefix)
    return {
        "etc": etc, "home": options.home, "modules": modules, "data": options.prefix / "usr/share/asterisk",
        "programs": options.prefix / "usr/sbin", "host": options.host, "http_port": options.http_port, "sip_port": options.sip_port,
        "rtp_from": options.rtp_from, "rtp_to": options.rtp_to, "ari_secret": ari_secret(), "tls": tls, "no_skills": "",
        "outside": outside, "strict": "yes" if options.strict else "no",
        "media": f"media_address = {options.host}\nbind_rtp_to_media_address = yes" if loopback else "",
        "refer": "load = res_pjsip_refer.so" if transfers else "",
        "transfers": "allow_transfer = yes\nset_var = PJSIP_TRANSFER_HANDLING()=ari-only" if transfers else "",
        "websocket": "load = res_pjsip_transport_websocket.so" if options.browsers else "",
        "ws_transport": f"[{protocol}]\ntype = transport\nprotocol = {protocol}\nbind = {options.host}\n" if options.browsers else "",
        "trunk": _trunk(options.trunk) if options.trunk else "", "seats": "\n".join(_telephones(browsers=options.browsers)),
    }


def _trunk(address: str) -> str:
    host = address.rpartition(":")[0] if address.count(":") == 1 else address
    return (f"[trunk](spoken)\ncontext = from-trunk\naors = trunk\nidentify_by = ip\ntrust_id_inbound = yes\nsend_pai = yes\n"
            f"[trunk]\ntype = aor\ncontact = sip:{address}\n[trunk]\ntype = identify\nendpoint = trunk\nmatch = {host}\n")


def _telephones(*, browsers: bool) -> Iterable[str]:
    """Every seat's, and one for each stand-in of an emergency service (its number and a secret of its own)."""
    for seat in Seat.objects.order_by("extension"):
        yield _telephone(seat.extension, secret_of(seat), "browser" if browsers and seat.browser else "seat")
    for line in policy.current().phone.emergency.lines.values():
        yield _telephone(line.drill, drill_secret(line.drill), "seat", "context = from-drills\n")


def secret_of(seat: Seat) -> str:
    """The seat's password at the exchange; made when it has none."""
    if not seat.secret_sealed:
        seat.secret_sealed = places.seal_secret(seat.extension, secrets.token_urlsafe(18))
        Seat.objects.filter(pk=seat.pk, secret_sealed=None).update(secret_sealed=seat.secret_sealed)
        seat.refresh_from_db(fields=["secret_sealed"])
    return places.secret_of(seat)


def _telephone(name: str, secret: str, kind: str, more: str = "") -> str:
    return (f"[{name}]({kind})\nauth = {name}\naors = {name}\n{more}[{name}](seat-auth)\nusername = {name}\npassword = {secret}\n"
            f"[{name}](seat-aor)\n")


def drill_secret(number: str) -> str:
    """The password of a training telephone that plays an emergency service; the same each time."""
    from huying.people.sealed import vault

    return vault().fingerprint(number, "phone.drill").hex()
