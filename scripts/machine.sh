#!/bin/sh
# Make sure of a program that tests need from the machine: chromium or postgresql. Root on Debian installs it.
set -eu

present() {
    case $1 in
    chromium)
        for name in chromium chromium-browser google-chrome; do
            command -v "$name" >/dev/null 2>&1 && return 0
        done
        ls "$HOME"/.cache/ms-playwright/chromium-*/ "$HOME"/Library/Caches/ms-playwright/chromium-*/ >/dev/null 2>&1
        ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb 2>/dev/null | grep -q . ;;
    cjk) ! command -v fc-list >/dev/null 2>&1 || fc-list :lang=zh 2>/dev/null | grep -q . ;;
    esac
}

wanted=$1
case $wanted in
chromium) packages="chromium fonts-noto-cjk" by_hand="sudo apt-get install chromium fonts-noto-cjk, or .venv/bin/playwright install chromium" ;;
postgresql) packages="postgresql" by_hand="sudo apt-get install postgresql" ;;
*) echo "machine.sh: chromium or postgresql" >&2; exit 2 ;;
esac

if present "$wanted" && { [ "$wanted" != chromium ] || present cjk; }; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装 · installing $packages"
    apt-get update -qq
    # Debian would start a server of its own on 5432: the tests run a private one.
    [ "$wanted" != postgresql ] || { mkdir -p /etc/postgresql-common; echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
elif present "$wanted"; then
    echo "缺少中文字体 · no Chinese font found: sudo apt-get install fonts-noto-cjk" >&2
else
    echo "缺少 $wanted · $wanted is missing: $by_hand" >&2
    exit 1
fi
