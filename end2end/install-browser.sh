#!/bin/sh
# Sees to a Chromium for the browser tests: the system's where it has one or root can install it, else Playwright's own.
set -eu
cd "$(dirname "$0")"

works() {
    for browser in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if "$browser" --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

from_system() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core
}

if works; then exit 0; fi
echo "No Chromium was found; installing one."
# Ubuntu's archive has no Chromium of its own: there Playwright's is taken.
if from_system && works; then exit 0; fi
if [ "$(id -u)" -eq 0 ]; then
    npx playwright install --with-deps chromium
else
    npx playwright install chromium
fi
