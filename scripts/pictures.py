"""Pictures of the desks for the README, taken from a running demo city: `.venv/bin/python scripts/pictures.py http://127.0.0.1:8000`."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "huying-demo-12345"
PHONE, DESK = (390, 844), (1440, 900)
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

# name, account, address, size of the window
PAGES = [
    ("citizen", "", "/", PHONE),
    ("new", "", "/new/", PHONE),
    ("dispatcher", "dispatcher1", "/staff/dispatch/", DESK),
    ("unit", "env", "/staff/unit/", DESK),
    ("unit-phone", "env", "/staff/unit/", PHONE),
    ("followup", "followup1", "/staff/check/", DESK),
    ("supervisor", "supervisor", "/staff/supervision/", DESK),
    ("leader", "leader", "/staff/leader/", DESK),
    ("search", "agent1", "/staff/search/?q=噪声", DESK),
]


def open_page(browser: Browser, size: tuple[int, int], account: str, base: str) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    if account:
        page.goto(f"{base}/staff/login/")
        page.fill("input[name=username]", account)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
    return page


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(900)
    page.screenshot(path=FOLDER / f"{name}.png")
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    print(f"{name}.png  {page.title()}" + (f"  WIDER THAN THE WINDOW BY {over}" if over > 0 else ""))


def main(base: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for name, account, address, size in PAGES:
            page = open_page(browser, size, account, base)
            page.goto(base + address)
            shoot(page, name)
            page.context.close()
        page = open_page(browser, DESK, "supervisor", base)
        page.goto(f"{base}/staff/search/?q=噪声")
        page.locator("table a[href*='/staff/t/']").first.click()
        page.wait_for_load_state()
        shoot(page, "ticket")
        page = open_page(browser, DESK, "agent1", base)
        page.goto(f"{base}/staff/agent/")
        page.locator("[data-seat=talking]").wait_for(timeout=120_000)  # the demo city rings whoever sits there
        page.wait_for_timeout(25_000)
        page.keyboard.press("Alt+h")
        shoot(page, "phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
