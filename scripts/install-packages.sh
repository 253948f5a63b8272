#!/bin/sh
# Installs what is missing of the sections of packages.txt that are named: install-packages.sh build test
# Silent, and without root, when nothing is missing. Never removes a package.
set -eu

cd "$(dirname "$0")/.."

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The lines of one section, without comments.
section() {
  awk -v wanted="[$1]" '/^#/ || NF == 0 { next } /^\[/ { inside = ($0 == wanted); next } inside' packages.txt
}

missing_of() {
  section "$1" | while read -r package unless command; do
    if [ "$unless" = unless ] && sh -c "$command" >/dev/null 2>&1 </dev/null; then
      continue
    fi
    is_installed "$package" || echo "$package"
  done
}

# Installed packages that dpkg would have to remove for $1.
conflicts_of() {
  apt-cache show --no-all-versions "$1" 2>/dev/null |
    sed -n 's/^\(Conflicts\|Breaks\): //p' | tr ',' '\n' | grep -v '[(]' | tr -d ' ' |
    while read -r other; do
      if is_installed "$other"; then
        echo "$other"
      fi
    done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "error: installing packages needs root, and there is no sudo. As root, run: $*" >&2
    exit 1
  fi
}

if ! command -v dpkg-query >/dev/null; then
  echo "note: this is not a Debian system, so nothing is installed; packages.txt names what is needed." >&2
  exit 0
fi

missing=
for name in "$@"; do
  missing="$missing $(missing_of "$name" | tr '\n' ' ')"
done
missing=$(echo $missing)
if [ -z "$missing" ]; then
  exit 0
fi

echo "Installing: $missing"
as_root apt-get update --quiet=2 || echo "note: the package lists could not be updated" >&2

found=
for package in $missing; do
  for other in $(conflicts_of "$package"); do
    found=yes
    echo "error: $other is installed, and $package, which Ignis is built with, conflicts with it:" \
      "Debian allows only one of them." >&2
    echo "       If nothing else needs it, remove it and try again: sudo apt-get remove $other" >&2
  done
done
if [ -n "$found" ]; then
  exit 1
fi

if ! as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --quiet=2 --no-remove --no-install-recommends $missing; then
  echo "error: apt-get could not install what packages.txt names; its message is above." >&2
  exit 1
fi
