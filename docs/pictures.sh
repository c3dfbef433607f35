#!/usr/bin/env bash
# Takes the pictures of docs/pictures.md and README.md from a run of the demo; needs Chromium, LibreOffice and poppler. Not a gate.
# usage: docs/pictures.sh [RUN [FOLDER]]: of a run of the demo (default: a new one), into a folder (default: docs/pictures/after)
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || .venv/bin/reporter demo --out "$work/runs" >/dev/null
run=$(cd "${1:-$(echo "$work"/runs/*)}" && pwd)
target=$PWD/${2:-docs/pictures/after}
mkdir -p "$target"

browser() { # NAME SIZE ADDRESS: the first screen of a page, three quarters as large
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
        --force-device-scale-factor=0.75 --virtual-time-budget=4000 --window-size="$2" --screenshot="$target/$1.png" "$3" 2>/dev/null
}
sheet() { # NAME WORDS: the first printed page of the workbook that has these words in its head
    for page in $(seq 1 "$pages"); do
        pdftotext -f "$page" -l "$page" -layout "$work/report.pdf" "$work/page.txt"
        head=$(tr -s ' \n' '  ' <"$work/page.txt" | cut -c1-400)
        if [[ $head =~ $2 ]]; then
            pdftoppm -scale-to-x "${3:-700}" -scale-to-y -1 -png -f "$page" -l "$page" -singlefile "$work/report.pdf" "$target/$1"
            return
        fi
    done
}
text() { # NAME: a text of 80 columns as a terminal shows it
    python3 -c 'import html,sys;print("<meta charset=utf-8><body style=\"margin:16px;background:#111820\"><pre style=\"font:14px/18px monospace;color:#d8dee4;white-space:pre-wrap;overflow-wrap:anywhere;width:80ch\">"+html.escape(sys.stdin.read())+"</pre>")' \
        <"$work/$1.txt" >"$work/$1.html"
    browser "$1" "740,$((18 * $(wc -l <"$work/$1.txt") + 140))" "file://$work/$1.html"
}

soffice --headless "-env:UserInstallation=file://$work/office" --convert-to pdf --outdir "$work" "$run/reports/report.xlsx" >/dev/null 2>&1
pages=$(pdfinfo "$work/report.pdf" | awk '/^Pages/ {print $2}')
sheet summary 'AWS compliance .*[|] run ' 960
sheet findings '(^| )Status Severity (Check )?Title '
sheet remediation 'Severity (Title|Finding) Failing Accounts Why it matters'

page=file://$run/reports/report.html
browser page 1280,800 "$page"
id=$(awk -F, '$2 == "FAIL" {print $1; exit}' "$run/reports/report.csv")
# The panel of a finding alone: of a page that is scrolled, Chromium takes an empty picture.
sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//; s#</head>#<style>main, header.top, nav, footer { display: none }</style></head>#' \
    "$run/reports/report.html" >"$work/finding.html"
browser finding 1280,1000 "file://$work/finding.html#finding-$id"

cat >"$work/reporter.yml" <<'YAML'
deliver:
  mail: {sender: compliance@example.com, to: [ciso@example.com], smtp: {host: smtp.example.com}}
YAML
product=${PRODUCT:-$PWD}
"$product/.venv/bin/reporter" send "$run" -c "$work/reporter.yml" --dry-run "$work/mails" >/dev/null
python3 - "$work" <<'PY'
import email, email.policy, pathlib, sys
work = pathlib.Path(sys.argv[1])
mail = email.message_from_bytes(next(work.glob("mails/**/*.eml")).read_bytes(), policy=email.policy.default)
(work / "mail.html").write_text(mail.get_body(("html",)).get_content())
PY
browser mail 700,1300 "file://$work/mail.html"

# The terminal is 80 columns wide.
script -qec "stty cols 80 rows 50; $product/.venv/bin/python ${DOCTOR:-$PWD/docs/doctor_of_demo.py}" /dev/null </dev/null 2>/dev/null |
    sed 's/\x1b\[[0-9;]*m//g; s/\r//' | head -n 58 >"$work/doctor.txt"
text doctor

if [ "$target" = "$PWD/docs/pictures/after" ]; then
    cp "$target/page.png" docs/pictures/report-html.png
    cp "$target/summary.png" docs/pictures/report-xlsx.png
fi
ls -l "$target"
