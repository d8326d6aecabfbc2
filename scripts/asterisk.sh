#!/bin/sh
# Fetch Asterisk without root into var/asterisk/prefix (about 80 MB, 20 s): Debian's own packages by the mirror that this
# machine's apt names, unpacked, run through their own loader. Nothing is installed; deleting the folder undoes it.
#
#   scripts/asterisk.sh            fetch when absent (sid: 22 LTS; where sid cannot be had, bullseye: 16)
#   scripts/asterisk.sh peers      sipp and baresip, for tests and the demonstration only (root on Debian installs them)
set -eu
cd "$(dirname "$0")/.."

peers() {
    command -v sipp >/dev/null 2>&1 && command -v baresip >/dev/null 2>&1 && command -v espeak-ng >/dev/null 2>&1 && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "安装 · installing sip-tester baresip-core espeak-ng"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sip-tester baresip-core espeak-ng >/dev/null
    else
        echo "缺少 · missing: sudo apt-get install sip-tester baresip-core espeak-ng" >&2
        exit 1
    fi
}

fetch() { # suites → a tree of its own at $made
    rm -rf "$made"
    mkdir -p "$made/etc/apt/sources.list.d" "$made/etc/apt/preferences.d" "$made/etc/apt/trusted.gpg.d" "$made/etc/apt/apt.conf.d" \
        "$made/state/lists/partial" "$made/cache/archives/partial" "$made/root"
    : >"$made/status"
    for suite in "$@"; do
        at=$mirror
        case $suite in *-security) at=$security ;; esac
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $at $suite main"
    done >"$made/etc/apt/sources.list"
    # An empty status file: everything comes along, the C library too, so that the machine's own release does not matter.
    options="-qq -o Dir::Etc=$made/etc/apt -o Dir::State=$made/state -o Dir::Cache=$made/cache -o Dir::State::status=$made/status
        -o APT::Install-Recommends=false -o APT::Architecture=amd64 -o Debug::NoLocking=1 -o Acquire::Retries=2"
    [ "$(id -u)" != 0 ] || options="$options -o APT::Sandbox::User=root"
    # shellcheck disable=SC2086
    apt-get $options update && apt-get $options -y --download-only install asterisk >/dev/null || return 1
    for package in "$made"/cache/archives/*.deb; do
        dpkg -x "$package" "$made/root" || return 1
    done
    rm -rf "$made/cache" "$made/state"
    loader=$(ls "$made"/root/usr/lib64/ld-linux-x86-64.so.2 "$made"/root/lib/x86_64-linux-gnu/ld-2.31.so 2>/dev/null | head -1)
    libraries="$made/root/usr/lib/x86_64-linux-gnu:$made/root/lib/x86_64-linux-gnu:$made/root/usr/lib"
    "$loader" --library-path "$libraries" "$made/root/usr/sbin/asterisk" -V
}

if [ "${1:-}" = peers ]; then
    peers
    exit 0
fi
home=${HUYING_VAR:-$PWD/var}/asterisk
case $home in /*) ;; *) home=$PWD/$home ;; esac
prefix=$home/prefix
[ ! -x "$prefix/root/usr/sbin/asterisk" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1 || [ ! -r /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    echo "没有 Debian 的 apt · no Debian apt here: install Asterisk 22 yourself, and run \`huying phone config\` for its configuration" >&2
    exit 1
fi
named() { sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null; }
mirror=$(named | grep -E '/debian/?$' | head -1) # other sources may stand beside it
[ -n "$mirror" ] || mirror=$(named | grep -v security | head -1)
security=$(named | grep security | head -1)
[ -n "$mirror" ] || { echo "apt 没有可用的源 · apt names no mirror in /etc/apt/sources.list*" >&2; exit 1; }
made=$home/prefix.part
mkdir -p "$home"
exec 9>"$home/.fetching"
if command -v flock >/dev/null 2>&1; then flock 9; fi # whoever comes second waits, and finds it there
[ ! -x "$prefix/root/usr/sbin/asterisk" ] || exit 0
echo "获取 Asterisk · fetching Asterisk (about 80 MB)"
fetch sid || { echo "sid 不可用，改用 bullseye · not from sid; trying bullseye (16 LTS)"; fetch bullseye ${security:+bullseye-security}; } ||
    { echo "没有取到 Asterisk · Asterisk could not be fetched, see above" >&2; rm -rf "$made"; exit 1; }
mv "$made" "$prefix"
