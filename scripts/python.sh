#!/bin/sh
# Print a Python >= 3.11 with venv, or say in one line what is missing. As root on Debian, install the venv module.
set -eu

good() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

whole() {
    good "$1" && "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

found=""
# The distribution's own is built with its profile; one that was built by hand seldom is, and costs each request a fifteenth more.
if [ -z "${PYTHON:-}" ] && whole /usr/bin/python3; then
    found=/usr/bin/python3
else
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
        if good "$name"; then
            found=$(command -v "$name")
            break
        fi
    done
fi
if [ -z "$found" ]; then
    echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed: python.org, or PYTHON=/path/to/python3.12 make run" >&2
    exit 1
fi

if ! whole "$found"; then
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "python$version-venv" >&2
    else
        echo "缺少 venv 模块 · the venv module is missing: sudo apt-get install python$version-venv" >&2
        exit 1
    fi
fi
echo "$found"
