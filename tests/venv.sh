#!/bin/sh
# Makes a virtual environment: venv.sh PYTHON FOLDER. Debian's python3 comes without venv.
set -eu
[ -x "$2/bin/pip" ] && exit 0
if ! "$1" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
    else
        echo "Python's venv is missing; run: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
exec "$1" -m venv "$2"
