#!/bin/bash
# Make the virtual environment that the make targets use.
#   tools/setup.sh run   the package and what it needs
#   tools/setup.sh dev   the same, and the tools of development
#   tools/setup.sh bench the same, and the peers that the benchmarks compare with
#   tools/setup.sh fuzz   the same, and the fuzzer
#   tools/setup.sh bundle what collects the wheels of the offline bundle
# PYTHON names an interpreter (3.11 or later), VENV the folder (.venv).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

extra=${1:-run}
venv=${VENV:-.venv}

fail() {
    printf 'xlgoals: %s\n' "$@" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

choose_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "no Python 3.11 or later found (tried: ${PYTHON:-python3 python3.13 python3.12 python3.11 python})." \
         "Install one, or name it: make PYTHON=/path/to/python3.11 …"
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# Debian ships Python without venv; as root the missing package can be put in.
install_venv() {
    local version package
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        fail "$1 cannot make virtual environments." \
             "On Debian or Ubuntu: sudo apt-get install python3-venv; then run make again."
    fi
    apt-get update -qq || true
    for package in "python$version-venv" python3-venv; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" && break
    done
    has_venv "$1" || fail "$1 still cannot make virtual environments; install its venv package by hand."
}

make_venv() {
    local python
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        fail "$venv is there and is no virtual environment: move it away, or set VENV."
    fi
    python=$(choose_python)
    has_venv "$python" || install_venv "$python"
    "$python" -m venv --clear "$venv"
}

if ! new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    make_venv
fi
# A link to the package in this folder: edits take effect at once.
if [ "$extra" = dev ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'
    touch "$venv/.ready-dev"
elif [ "$extra" = bench ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
    touch "$venv/.ready-dev" "$venv/.ready-bench"
elif [ "$extra" = fuzz ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev,fuzz]'
    touch "$venv/.ready-dev" "$venv/.ready-fuzz"
elif [ "$extra" = bundle ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[bundle]'
    touch "$venv/.ready-bundle"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e .
fi
touch "$venv/.ready-run"
