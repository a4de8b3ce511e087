#!/bin/sh
# Unpacks Debian packages that must not be installed, because they push others out (two mail
# servers) or start a service, and installs the libraries that they name. Nothing of them is set
# up or started.
set -eu
folder=$1
shift
absent=""
for package in "$@"; do
    [ -e "$folder/$package" ] || absent="$absent $package"
done
[ -z "$absent" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Tests that need these are left out, they are unpacked by root on Debian:$absent"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
mkdir -p "$folder"
apt-get update -qq
for package in $absent; do
    echo "unpacking: $package"
    work=$(mktemp -d)
    (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null)
    libraries=$(dpkg-deb -f "$work"/*.deb Depends | tr ',' '\n' | sed 's/^ *//; s/[ (|].*//' | grep '^lib' || true)
    # shellcheck disable=SC2086 - the list is meant to be split
    [ -z "$libraries" ] || apt-get install -qq -y --no-install-recommends $libraries >/dev/null
    dpkg -x "$work"/*.deb "$work/root"
    chmod -R u-s,g-s "$work/root"  # tests run it as root, or as a user of its own
    mv "$work/root" "$folder/$package"
    rm -r "$work"
done
