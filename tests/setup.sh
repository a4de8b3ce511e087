#!/bin/sh
# Installs the Debian packages named, where that is allowed; otherwise names the one command.
# No service is started: tests start what they need, on loopback ports of their own.
set -eu
absent=""
for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || absent="$absent $package"
done
[ -z "$absent" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Tests that need these are left out:$absent"
    echo "For all of them, run: sudo apt-get install$absent"
    exit 0
fi
echo "installing:$absent"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
if command -v debconf-set-selections >/dev/null; then
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
fi
# shellcheck disable=SC2086 - the list is meant to be split
apt-get install -qq -y --no-install-recommends $absent >/dev/null
