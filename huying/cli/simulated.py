"""The account of the simulated WeChat platform, which `huying up` gives a demo city that has none of its own."""

import base64
import os
import secrets
import socket
from collections.abc import Mapping

PORT = "HUYING_WECHAT_SIMULATOR"


def account(host: str, port: int, environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of an account made up for this start; none where the city has an account, or the port is taken."""
    if environment.get("HUYING_WECHAT_APPID") or not _free(host, port):
        return {}
    return {
        "HUYING_WECHAT_APPID": f"wx{secrets.token_hex(8)}", "HUYING_WECHAT_SECRET": secrets.token_hex(16),
        "HUYING_WECHAT_MINI_APPID": f"wx{secrets.token_hex(8)}", "HUYING_WECHAT_MINI_SECRET": secrets.token_hex(16),
        "HUYING_WECHAT_TOKEN": secrets.token_hex(12), "HUYING_WECHAT_AES_KEY": base64.b64encode(os.urandom(32)).decode().rstrip("="),
        "HUYING_WECHAT_TEMPLATES": "progress=sim-progress,rating=sim-rating", "HUYING_WECHAT_API": f"http://127.0.0.1:{port}",
        PORT: str(port),
    }  # fmt: skip


def _free(host: str, port: int) -> bool:
    if port > 65535:
        return False
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
