"""A real OpenID provider (npm `oidc-provider`) on a port of this machine.

Its tests run with HUYING_PEERS=1, as .ci/run sets it, and fail then where Node or the package is absent.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

HERE = Path(__file__).parent
PATH = os.pathsep.join((os.environ["PATH"], str(Path(sys.executable).parent)))  # the machine's Node, else the environment's
AUDIENCE = "https://12345.city.example/api"
GOOD = "11010519491231002X"  # the example of GB 11643
ACCOUNTS: dict[str, dict[str, Any]] = {
    "lin": {"name": "林小满", "phone_number": "13700137001", "phone_number_verified": True, "id_type": "id_card", "id_no": GOOD,
            "level": "L3"},
    "wang": {"name": "王芳", "phone_number": "13700137002", "phone_number_verified": True, "level": "L1"},
    "u-77": {"preferred_username": "dispatcher", "name": "派单员"},
    "u-78": {"preferred_username": "nobody-here"},
}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Provider:
    """The provider's process; `start` again with other keys is a rotation."""

    def __init__(self, home: Path, packages: Path) -> None:
        self.port, self.home, self.packages = _free_port(), home, packages
        self.url, self.process = f"http://127.0.0.1:{self.port}", None

    def start(self, site: str, kid: str = "a") -> None:
        self.stop()
        key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})
        told = {"port": self.port, "site": site, "audience": AUDIENCE, "keys": [key.as_dict(private=True)], "accounts": ACCOUNTS}
        (self.home / "config.json").write_text(json.dumps(told), "utf-8")
        shutil.copy(HERE / "provider.mjs", self.packages)
        self.process = subprocess.Popen(["node", "provider.mjs", str(self.home / "config.json")], cwd=self.packages,
                                        env={**os.environ, "PATH": PATH}, stdout=subprocess.DEVNULL,
                                        stderr=(self.home / "log").open("ab"))
        for _ in range(200):
            try:
                if httpx.get(f"{self.url}/.well-known/openid-configuration", trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        pytest.fail((self.home / "log").read_text("utf-8")[-2000:])

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config) -> Path:
    """The provider's packages, installed once from the lock file into var/."""
    if os.environ.get("HUYING_PEERS") != "1":
        pytest.skip("a real provider: HUYING_PEERS=1 runs it")
    if not shutil.which("node", path=PATH) or not shutil.which("npm", path=PATH):
        pytest.fail("no Node on this machine")
    kept = pytestconfig.rootpath / "var" / "peers" / "oidc"
    lock = (HERE / "package-lock.json").read_text("utf-8")
    if not (kept / "done").exists() or (kept / "done").read_text("utf-8") != lock:
        kept.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, kept)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=kept, capture_output=True, text=True,
                              env={**os.environ, "PATH": PATH})
        if done.returncode:
            pytest.fail(f"npm: {done.stderr[-500:]}")
        (kept / "done").write_text(lock, "utf-8")
    return kept


@pytest.fixture
def provider(packages: Path, tmp_path: Path) -> Iterator[Provider]:
    made = Provider(tmp_path, packages)
    yield made
    made.stop()


@pytest.fixture
def wired(provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The site's settings as a city would make them."""
    from huying.people import bearers

    settings.OIDC_CITIZEN_ISSUER, settings.OIDC_CITIZEN_AUDIENCE = provider.url, AUDIENCE
    settings.OIDC_CITIZEN_LEVEL_CLAIM, settings.OIDC_CITIZEN_LEVELS = "level", ["L3", "L4"]
    apps = [{"provider_id": place, "name": name, "client_id": client, "secret": "secret", "settings": {"server_url": provider.url}}
            for place, name, client in (("citizen", "穗好办", "huying"), ("staff", "政务统一登录", "huying-staff"))]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": apps}}
    bearers._keys.cache_clear()
    return provider
