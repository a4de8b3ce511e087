#!/bin/sh
# Installs the Debian packages named, where that is allowed; otherwise names the one command.
set -eu
absent=""
for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || absent="$absent $package"
done
[ -z "$absent" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing:$absent"
    apt-get update -qq
    # shellcheck disable=SC2086 - the list is meant to be split
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $absent >/dev/null
else
    echo "Tests that need these are left out:$absent"
    echo "For all of them, run: sudo apt-get install$absent"
fi
