#!/usr/bin/env bash
# Install the Debian packages the tests need and this machine lacks, where that is allowed; else say which they are.
# Writes the stamp named as the first argument once nothing is missing.
set -euo pipefail
stamp=${1:?the stamp to write}

missing=()
needs() { # PACKAGE WHAT-FOR CANDIDATE…: one of the candidates, programs or files, must be there
  local package=$1 purpose=$2 candidate
  for candidate in "${@:3}"; do
    if command -v "$candidate" >/dev/null; then return; fi
  done
  echo "Missing: $package ($purpose)"
  missing+=("$package")
}

needs postgresql "the registry is tested on a real server" initdb /usr/lib/postgresql/*/bin/initdb
needs chromium "pages are opened in a real browser" chromium chromium-browser google-chrome
needs poppler-utils "printed pages are looked at as pictures" pdftoppm
needs gdal-bin "layers are read as a map maker reads them" ogrinfo
needs wrk "requests are fired at the API" wrk
needs nginx-light "the page is served below a path of another server" nginx /usr/sbin/nginx
needs faketime "commands are run under clocks that are wrong" faketime

if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  # RUNLEVEL=1: the packages are wanted, the services they would start are not.
  if { apt-get -qq update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install --yes --no-install-recommends "${missing[@]}"; } >/dev/null; then
    missing=()
  fi
fi

if [ ${#missing[@]} -gt 0 ]; then
  echo "Tests that need them will be skipped. To run them all, on Debian or Ubuntu: sudo apt-get install ${missing[*]}"
else
  touch "$stamp"
fi
