#!/bin/sh
# `make phone`: fetch Asterisk without root, and show a call that goes through (huying phone demo).
set -eu
cd "$(dirname "$0")/.."
sh scripts/asterisk.sh
sh scripts/asterisk.sh peers
exec .venv/bin/huying phone demo
