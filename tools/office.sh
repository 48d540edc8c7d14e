#!/bin/bash
# Put in LibreOffice, which some tests run in, where that can be done without asking.
# Never fails: those tests are skipped, and say so, when it is absent.
set -uo pipefail

packages=(libreoffice-calc libreoffice-writer python3-uno fonts-noto-cjk poppler-utils)

say() {
    printf 'xlgoals: %s\n' "$@"
}

debian_like() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
    done
}

if debian_like && [ "$(id -u)" -eq 0 ]; then
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" -gt 0 ]; then
        say "installing for the tests in LibreOffice: ${missing[*]}"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
fi

if ! command -v soffice >/dev/null; then
    say "LibreOffice is not installed: tests that need it are skipped." \
        "On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages[*]}"
fi
exit 0
