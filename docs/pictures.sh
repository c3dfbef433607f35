#!/usr/bin/env bash
# Takes the README's pictures from a fresh demo run; needs Chromium, LibreOffice and pdftoppm. Not a gate.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/reporter demo --out "$work/runs" >/dev/null
reports=$(echo "$work"/runs/*/reports)
mkdir -p docs/pictures
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
    --window-size=1400,1300 --screenshot="$PWD/docs/pictures/report-html.png" "file://$reports/report.html" 2>/dev/null
soffice --headless --convert-to pdf --outdir "$work" "$reports/report.xlsx" >/dev/null 2>&1
page=3 # the Summary follows the two pages of the Cover
pdftoppm -r 110 -png -f "$page" -l "$page" -singlefile "$work/report.pdf" docs/pictures/report-xlsx
ls -l docs/pictures
