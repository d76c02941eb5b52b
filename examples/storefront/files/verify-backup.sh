#!/bin/sh
# Restores the newest backup into an empty folder and compares every file with its SHA-256 of when it was backed up.
set -eu
umask 077

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

newest=$(find "$SLIPWAY_BACKUP_FOLDER" -name '*.tar.gz' | sort | tail -n 1)
[ -n "$newest" ] || fail "there is no backup in $SLIPWAY_BACKUP_FOLDER"
sums=${newest%.tar.gz}.sums
place=$HOME/restored
rm -rf "$place"
mkdir "$place"
tar -xzf "$newest" -C "$place" --no-same-owner

cd "$place"
find . -type f -exec sha256sum {} + | sort -k 2 >"$HOME/found"
cmp -s "$HOME/found" "$sums" || {
    diff "$sums" "$HOME/found" || true
    fail "what was restored is not what was backed up"
}
say "restored $(($(wc -l <"$sums"))) files from ${newest##*/}, each as it was"
