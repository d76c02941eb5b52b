#!/bin/sh
# Backs up what the targets of one environment serve into one archive, with the SHA-256 of every file beside it.
#
# Slipway runs it by the schedule of the Backup Strategy. The sample keeps its archives on this machine, in the folder
# that Slipway gives every backup job; a real one puts them on another.
set -eu
umask 077

say() { printf '%s\n' "$*"; }

mkdir -p "$SLIPWAY_TARGET_ROOTS"
made=$SLIPWAY_BACKUP_FOLDER/$(date -u +%Y%m%dT%H%M%SZ)-$$
trap 'rm -f "$made.part" "$made.sums.part"' EXIT

cd "$SLIPWAY_TARGET_ROOTS"
find . -type f -exec sha256sum {} + | sort -k 2 >"$made.sums.part"
tar -czf "$made.part" .
mv "$made.sums.part" "$made.sums"
mv "$made.part" "$made.tar.gz"
say "backed up $(($(wc -l <"$made.sums"))) files of $SLIPWAY_ENVIRONMENT: $(($(wc -c <"$made.tar.gz"))) bytes"

# The newest 30 are kept.
find "$SLIPWAY_BACKUP_FOLDER" -name '*.tar.gz' | sort -r | tail -n +31 | while IFS= read -r old; do
    rm -f "$old" "${old%.tar.gz}.sums"
done
