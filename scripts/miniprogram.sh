#!/bin/sh
# Test the mini program's pages, with the machine's Node or the one that the front end has put into .venv.
set -eu
cd "$(dirname "$0")/../miniprogram"
PATH="$PWD/../.venv/bin:$PATH"
export PATH

stamp=node_modules/.locked
lock=$(cksum <package-lock.json)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$lock" ]; then
    echo "安装小程序的测试依赖 · installing what the mini program's tests need"
    npm ci --no-audit --no-fund --loglevel=error
    echo "$lock" >"$stamp"
fi
npm --silent test
