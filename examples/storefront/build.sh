#!/bin/sh
# build.sh VERSION OUT.tar.gz: builds the Storefront's site. The same version gives the same bytes, anywhere.
set -eu
umask 022

[ $# -eq 2 ] || {
    printf 'usage: %s VERSION OUT.tar.gz\n' "$0" >&2
    exit 2
}
version=$1
out=$2
case $version in
'' | *[!0-9A-Za-z.+_-]*)
    printf 'not a version: %s\n' "$version" >&2
    exit 2
    ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work" "$out.tmp.$$"' EXIT
export LC_ALL=C

stage=$work/site
mkdir "$stage"
cp -R "$here/site/." "$stage"
sed "s/@VERSION@/$version/g" "$here/site/index.html" >"$stage/index.html"
printf '%s\n' "$version" >"$stage/VERSION"
(cd "$stage" && sha256sum VERSION index.html assets/* >SHA256SUMS)

tar --create --directory "$stage" --format=ustar --sort=name --mtime=@0 \
    --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' --file "$work/site.tar" .
gzip -9 -n <"$work/site.tar" >"$out.tmp.$$"
mv "$out.tmp.$$" "$out"
