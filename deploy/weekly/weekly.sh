#!/bin/sh
# Scans once, and prints something only if something needs attention: cron mails what is printed.
# Usage: weekly.sh PROGRAM CONFIGURATION FOLDER
set -eu
program=$1 configuration=$2 folder=$3
cd "$folder"

# Passwords and addresses of webhooks, NAME=value a line, readable by this user only.
if [ -r environment ]; then
    set -a
    . ./environment
    set +a
fi

# If last week's scan still runs, this one does not begin, and ends with 75.
code=0
flock -n -E 75 weekly.lock "$program" scan -c "$configuration" >weekly.log 2>&1 || code=$?

# 1 is what --fail-on asks for: the report was made and sent.
if [ "$code" -gt 1 ]; then
    echo "the weekly compliance report ended with $code; the last lines of $folder/weekly.log:"
    tail -n 20 weekly.log
    exit "$code"
fi
