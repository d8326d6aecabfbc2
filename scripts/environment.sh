#!/bin/sh
# Make .venv and install what requirements/$1.txt locks (run or dev), then this checkout itself.
set -eu
cd "$(dirname "$0")/.."
kind=$1

free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
if [ "$free" -lt 700 ] && [ ! -x .venv/bin/python ]; then
    echo "磁盘空间不足 · the disk is full: $free MB free, about 700 MB needed" >&2
    exit 1
fi

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(sh scripts/python.sh)
    echo "建立环境 · making the environment with $python"
    "$python" -m venv --clear .venv
fi
echo "安装依赖 · installing requirements/$kind.txt"
# Of what developers have, most modules are never imported: each is compiled when it is.
[ "$kind" = run ] || set -- "$kind" --no-compile
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes ${2:+"$2"} -r "requirements/$kind.txt"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
