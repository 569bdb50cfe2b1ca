#!/bin/sh
# Prepares .venv and what it needs of the system: `make` runs this before anything else, and again when the versions in
# lock.txt change or the checkout has moved. With the argument `docs` it adds the builder of the documentation, with
# `fuzzing` the fuzzer, to a .venv that is there. Of several at once one works and the others wait for it.
set -eu

SOURCES="setup.cfg setup.py pyproject.toml lock.txt llama2_rtl/set_up.sh"
SIZE="1.6 GB, and several GB more where the package index has PyTorch with CUDA"
LOG=.venv/set-up.log
LONGEST_SILENCE=250  # looks at pip, five in a second, from one line to the next where there is no terminal

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
    $as_root apt-get update -qq >/dev/null 2>&1 || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$1" >/dev/null 2>&1 ||
        fail "$1 is missing and could not be installed; try 'apt-get install $1' as root"
}

# pip_install EXTRAS: this checkout with them, at the versions of lock.txt. pip's own words go to $LOG; on a terminal a
# line counts the packages meanwhile, elsewhere one says now and then how many they are.
pip_install() {
    PYTHONUNBUFFERED=1 .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
        --constraint lock.txt --editable ".[$1]" >$LOG 2>&1 &
    pip=$!
    trap 'kill $pip; exit 130' INT
    trap 'kill $pip; exit 143' TERM
    looks=0
    while kill -0 $pip 2>/dev/null; do
        sleep 0.2
        looks=$((looks + 1))
        packages=$(grep -c -e '^Collecting' -e '^Requirement already' $LOG || true)
        if [ -t 1 ]; then
            printf '\rset-up: package %s ' "$packages"
        elif [ $((looks % LONGEST_SILENCE)) = 0 ]; then
            echo "set-up: package $packages"
        fi
    done
    [ ! -t 1 ] || printf '\r                      \r'
    trap - INT TERM
    if ! wait $pip; then
        grep -v '^WARNING' $LOG | tail -n 4 >&2
        fail "the Python packages could not be installed; pip's words are in $LOG"
    fi
}

# ready MARK: whether an earlier run, of this script as it is, came to its end here.
ready() {
    [ -e "$1" ] && [ "$(cat .venv/.place 2>/dev/null)" = "$here" ] && [ -z "$(find $SOURCES -newer "$1")" ]
}

for python in python3.11 python3 none; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done
[ "$python" != none ] || fail "Python 3.11 or newer is missing; install python3.11"
version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')

mkdir -p .venv
here=$(cd .venv && pwd -P)
exec 9>>.venv/.lock
if ! "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then
    echo "set-up: another command is at it; waiting until it is done"
    "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
fi

case "${1:-}" in
    docs) what="the builder of the documentation" ;;
    fuzzing) what="the fuzzer" ;;
    *) what= ;;
esac
if [ -n "$what" ]; then
    ready ".venv/.$1-ready" && exit
    echo "set-up: installing $what into .venv"
    pip_install "tests,$1"
    touch ".venv/.$1-ready"
    exit
fi

! ready .venv/.ready || exit 0
[ "${SIM:-}" = verilator ] || command -v iverilog >/dev/null || install iverilog
command -v g++ >/dev/null || install g++
perl -MPod::Usage -e 1 2>/dev/null || install perl
command -v ccache >/dev/null || (install ccache) || echo "set-up: without ccache Verilator's programs compile slower"
command -v tclsh >/dev/null || install tcl
"$python" -c 'import ensurepip, venv' 2>/dev/null || install "$version-venv"

# Programs of another place, and what is left of them where an earlier run was ended while it removed them.
place=$(cat .venv/.place 2>/dev/null || true)
if [ "$place" != "$here" ]; then
    [ -z "$place" ] || echo "set-up: the checkout has moved, and its programs look for $place; making .venv anew"
    find .venv/ -mindepth 1 -maxdepth 1 ! -name .lock ! -name .place -exec rm -rf {} +
fi
echo "set-up: installing the pinned Python packages into .venv ($SIZE)"
"$python" -m venv .venv >$LOG 2>&1 || fail "no .venv could be made; what Python said is in $LOG"
echo "$here" >.venv/.place
pip_install tests

# cocotb runs Python inside the simulator and needs it as a shared library.
[ -n "$(.venv/bin/python -m find_libpython 2>/dev/null)" ] || install "lib$version"
touch .venv/.ready
echo "set-up: done, $(du -sh .venv/ | cut -f 1) in .venv"
