#!/bin/bash
# Put in LibreOffice and a browser, which some tests run in, where that can be done without asking.
# Never fails: those tests are skipped, and say so, when they are absent.
set -uo pipefail

packages=(libreoffice-calc libreoffice-writer python3-uno fonts-noto-cjk poppler-utils)
# A screen without a screen, a mouse and a keyboard for the button, and LibreOffice in Chinese.
screen=(xvfb xdotool libreoffice-l10n-zh-cn)
browser=chromium

say() {
    printf 'xlgoals: %s\n' "$@"
}

debian_like() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
    done
}

# A call for each group: not every distribution has the browser.
put_in() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [ "${#missing[@]}" -gt 0 ]; then
        say "installing for the tests: ${missing[*]}"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
}

if debian_like && [ "$(id -u)" -eq 0 ]; then
    put_in "${packages[@]}"
    put_in "${screen[@]}"
    command -v google-chrome >/dev/null || put_in "$browser"
fi

if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    say "chromium is not installed: tests of the report page in a browser are skipped."
fi
if ! command -v Xvfb >/dev/null || ! command -v xdotool >/dev/null; then
    say "Xvfb or xdotool is not installed: tests with real windows are skipped."
fi
if ! command -v soffice >/dev/null; then
    say "LibreOffice is not installed: tests that need it are skipped." \
        "On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages[*]}"
fi
exit 0
