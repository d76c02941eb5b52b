#!/bin/sh
# Installs a release of the Storefront on one target: checks the artifact, unpacks it beside the releases that are
# there, and switches `current` to it in one rename. `current/VERSION` says what serves.
#
# Slipway runs it once per target. Running it again, also after it was killed half-way, comes to the same end.
set -eu
umask 022

root=$SLIPWAY_TARGET_ROOT
release=$SLIPWAY_RELEASE
expected=$SLIPWAY_ARTIFACT_SHA256

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The sample site is installed within milliseconds; the pauses let people watch it.
pause() { sleep "${STOREFRONT_PAUSE:-0.4}"; }

# The path in a file:// address: `%20` is a space, and so on.
path_of() {
    rest=${1#file://}
    while :; do
        case $rest in
        *%[0-9A-Fa-f][0-9A-Fa-f]*) ;;
        *) break ;;
        esac
        after=${rest#*%[0-9A-Fa-f][0-9A-Fa-f]}
        before=${rest%"$after"}
        digits=${before#"${before%??}"}
        printf '%s' "${before%???}"
        printf "\\$(printf '%03o' "0x$digits")"
        rest=$after
    done
    printf '%s' "$rest"
}

# Slipway lays the artifact out where this script can read it; elsewhere its address names a file.
archive=${SLIPWAY_ARTIFACT_FILE:-}
if [ -z "$archive" ]; then
    case $SLIPWAY_ARTIFACT in
    file:///*) ;;
    *) fail "the artifact is expected as file:///…, not as $SLIPWAY_ARTIFACT" ;;
    esac
    archive=$(path_of "$SLIPWAY_ARTIFACT")
    # A path may hold a percent sign of its own.
    [ -f "$archive" ] || archive=${SLIPWAY_ARTIFACT#file://}
fi
[ -f "$archive" ] || fail "there is no artifact at $archive"

before=none
if [ -f "$root/current/VERSION" ]; then before=$(cat "$root/current/VERSION"); fi
say "installing Storefront $release, serving now: $before"
pause

found=$(sha256sum <"$archive")
found=${found%% *}
[ "$found" = "$expected" ] || fail "the artifact's SHA-256 is $found, expected $expected"
size=$(wc -c <"$archive")
say "artifact verified: $((size)) bytes, SHA-256 $found"

mkdir -p "$root/releases"
place=$root/releases/$release
# Left by an attempt that was killed. Slipway runs one deployment here at a time.
rm -rf "$place".tmp.*
if [ -f "$place/.artifact" ] && [ "$(cat "$place/.artifact")" = "$found" ]; then
    say "releases/$release is there already"
else
    half=$place.tmp.$$
    mkdir "$half"
    # Only files and folders are unpacked, and none outside of the new folder: a link, or a path with .. in it, could
    # have later ones of the archive written anywhere.
    odd=$(tar -tvzf "$archive" | grep -v '^[-d]' | head -n 1) || odd=
    [ -z "$odd" ] || fail "the artifact holds what is neither file nor folder: $odd"
    odd=$(tar -tzf "$archive" -P | grep -E '^/|(^|/)\.\.(/|$)' | head -n 1) || odd=
    [ -z "$odd" ] || fail "the artifact holds a path that leads out: $odd"
    tar -xzf "$archive" -C "$half" --no-same-owner --no-same-permissions
    # What was unpacked, looked at again.
    odd=$(find "$half" ! -type f ! -type d | head -n 1)
    [ -z "$odd" ] || fail "the artifact holds what is neither file nor folder: $odd"
    [ "$(cat "$half/VERSION")" = "$release" ] || fail "the artifact holds $(cat "$half/VERSION"), not $release"
    printf '%s\n' "$found" >"$half/.artifact"
    rm -rf "$place"
    mv -T "$half" "$place"
    say "unpacked into releases/$release"
fi
pause

ln -sfn "releases/$release" "$root/current.new"
mv -T "$root/current.new" "$root/current"
say "current -> releases/$release"
pause
say "serving $(cat "$root/current/VERSION")"
