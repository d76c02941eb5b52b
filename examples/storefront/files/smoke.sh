#!/bin/sh
# Says whether a target serves the release it should, whole: the version, every file as it was built, the first page.
# Slipway runs it once per target.
set -eu

site=$SLIPWAY_TARGET_ROOT/current

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The sample site answers within milliseconds; the pause lets people watch it.
sleep "${STOREFRONT_PAUSE:-0.4}"

[ -f "$site/VERSION" ] || fail "nothing serves: there is no current/VERSION"
version=$(cat "$site/VERSION")
[ "$version" = "$SLIPWAY_RELEASE" ] || fail "serves $version, expected $SLIPWAY_RELEASE"
say "ok: serves $version"

(cd "$site" && sha256sum --check --quiet --strict SHA256SUMS) || fail "files differ from what was built"
files=$(wc -l <"$site/SHA256SUMS")
say "ok: $((files)) files are as they were built"

page=$(cat "$site/index.html")
case $page in
*"Storefront $version"*"</html>") ;;
*) fail "index.html is not a whole page of $version" ;;
esac
say "ok: the first page is whole and names $version"
