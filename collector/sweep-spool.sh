#!/bin/sh
# sweep-spool.sh SPOOL COLLECT [MINUTES]: hands files that no process has touched for MINUTES (15; 0: any) to the Collector. For cron or a sidecar.
# SPOOL is PERAGUS_SPOOL_DIR or ~/.cache/peragus-observability/spool, COLLECT the Collector's PERAGUS_SPOOL_COLLECT_DIR, on the same
# file system: there a move is a rename, which one of two movers wins. What a process began to send and left (name@owner) comes as well.
# What the Collector has read goes after 7 days; until then it can be sent again by hand.
set -eu
spool=$1 collect=$2 minutes=${3:-15}
mkdir -p -m 700 "$collect"
# ctime is when a file was last renamed: written, claimed or put back. What is damaged, or was being written, stays.
age="-cmin +$minutes"
[ "$minutes" != 0 ] || age=
# shellcheck disable=SC2086
find "$spool" -type f \( -name '*.jsonl' -o -name '*.jsonl@*' \) $age ! -path "$collect/*" | while IFS= read -r file; do
  name=${file##*/}
  mv -n "$file" "$collect/${name%%@*}" 2>/dev/null || true
done
find "$collect" -type f -name '*.jsonl' -ctime +7 -delete
