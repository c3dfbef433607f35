#!/usr/bin/env bash
# Builds the wheel, installs it where there are no sources, and uses it as a newcomer would.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$(realpath --no-symlinks "${PYTHON:-python3}")
constraints=$PWD/constraints.txt
limit_mb=400 # what the product may weigh without the extras

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "wheel check: $*" >&2; exit 1; }

# By way of the source archive, so that a file missing there is missed here.
"$python" -m build --no-isolation --outdir "$work/dist" . >"$work/build.log" 2>&1 ||
    { cat "$work/build.log"; fail "the wheel cannot be built"; }
wheel=$(echo "$work"/dist/*.whl)

"$python" -m venv --without-pip "$work/venv"
export PATH=$work/venv/bin:$PATH
pip() { "$python" -m pip --python "$work/venv/bin/python" --quiet --disable-pip-version-check "$@"; }
install() { pip install --constraint "$constraints" "$@"; }
mkdir "$work/empty"
cd "$work/empty"

install "$wheel"
size_mb=$(du -sm "$work/venv" | cut -f1)
((size_mb <= limit_mb)) || fail "the product weighs $size_mb MB; at most $limit_mb are promised"
python -c 'import moto' 2>/dev/null && fail "moto came without the demo extra"
reporter --version
reporter checks list >checks.txt
reporter frameworks list >frameworks.txt
[[ -s checks.txt && -s frameworks.txt ]] || fail "a listing is empty"

install --no-compile "$wheel[demo]"
reporter demo --out out >demo.txt 2>&1 || { cat demo.txt; fail "reporter demo failed"; }
for format in xlsx csv html; do
    [[ -n $(find out -name "*.$format" -size +0) ]] || fail "the demo wrote no $format report"
done
echo "The wheel works: $size_mb MB without extras, demo rendered."
