#!/bin/sh
# Build the front end into huying/ui/static/dist, with the machine's Node >= 20.19 or the one of requirements/node.txt.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

if ! new_enough; then
    if [ ! -x .venv/bin/node ]; then
        echo "安装 Node · installing Node into .venv"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements/node.txt
    fi
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
fi

stamp=frontend/node_modules/.locked
lock=$(cksum <frontend/package-lock.json)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$lock" ]; then
    echo "安装前端依赖 · installing the front end's packages"
    (cd frontend && npm ci --no-audit --no-fund --loglevel=error)
    echo "$lock" >"$stamp"
fi
echo "构建前端 · building the front end"
(cd frontend && npm run --silent build -- --logLevel warn)
