#!/bin/sh
# Prepares .venv and Icarus Verilog: `make` runs this before anything else, and again when the pinned versions change.
# With the argument `docs` it adds the builder of the documentation to a .venv that is there.
set -eu

fail() {
    echo "set-up: $1" >&2
    exit 2
}

# install PACKAGE: by apt-get, as root or through sudo; otherwise the one sentence that says what to type.
install() {
    command -v apt-get >/dev/null || fail "$1 is missing; install it with your system's package manager"
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        fail "$1 is missing; install it as root with 'apt-get install $1'"
    fi
    echo "set-up: installing $1"
    $as_root apt-get update -qq >/dev/null || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$1" >/dev/null ||
        fail "$1 is missing and could not be installed; try 'apt-get install $1' as root"
}

if [ "${1:-}" = docs ]; then
    echo "set-up: installing the builder of the documentation into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[docs]" ||
        fail "the builder of the documentation could not be installed; see the lines above"
    exit
fi

for python in python3.11 python3 none; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done
[ "$python" != none ] || fail "Python 3.11 or newer is missing; install python3.11"
version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')

[ "${SIM:-icarus}" = verilator ] || command -v iverilog >/dev/null || install iverilog
command -v g++ >/dev/null || install g++
command -v tclsh >/dev/null || install tcl
"$python" -c 'import ensurepip, venv' 2>/dev/null || install "$version-venv"

echo "set-up: installing the pinned Python packages into .venv"
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . ||
    fail "the Python packages could not be installed; see the lines above"

# cocotb runs Python inside the simulator and needs it as a shared library.
[ -n "$(.venv/bin/python -m find_libpython 2>/dev/null)" ] || install "lib$version"
