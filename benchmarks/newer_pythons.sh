#!/usr/bin/env bash
# The tests and the race on newer Pythons than the one at hand. Not part of .ci/run: it takes a quarter of an hour.
#
#   benchmarks/newer_pythons.sh                  Debian's trixie (Python 3.13) and forky (3.14)
#   benchmarks/newer_pythons.sh SUITE [MIRROR]   another suite, or one as a mirror had it at another time
#
# Each Python runs in a Debian of its own: debootstrap puts it into a scratch folder, chroot goes in, and the folder is
# removed. What this machine knows of names, certificates and pip is copied. All mounts are those of a namespace of
# their own, so none is left behind. It needs Debian and root; the logs go to benchmarks/results/python_VERSION.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
test "$(id -u)" = 0 || { echo "newer_pythons.sh makes file systems: run it as root."; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf --one-file-system "$scratch"' EXIT

# debootstrap, taken apart into the scratch folder; a suite that it does not know yet is made as unstable is.
(cd "$scratch" && apt-get download debootstrap > download.txt 2>&1 && dpkg -x debootstrap_*.deb tools)
export DEBOOTSTRAP_DIR="$scratch/tools/usr/share/debootstrap"

# A Debian with Python, the machine's settings, and the files of this repository.
make_system() {
  local suite=$1 root="$scratch/$1" mirror=${2:-}
  ln -sf sid "$DEBOOTSTRAP_DIR/scripts/$suite"
  unshare --mount "$scratch/tools/usr/sbin/debootstrap" --variant=minbase \
    --include=python3-venv,ca-certificates "$suite" "$root" $mirror > "$scratch/$suite.txt" 2>&1 \
    || { tail "$scratch/$suite.txt"; return 1; }
  for settings in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    test ! -e "$settings" || cp -L --parents "$settings" "$root"
  done
  mkdir "$root/chalkgrad"
  git ls-files -z | tar --null --files-from=- --create | tar --extract --directory "$root/chalkgrad"
}

# What runs in it.
inside() {
  cd /chalkgrad
  python3 -m venv .venv
  .venv/bin/python -m pip install --quiet -e ".[test,bench]"
  echo "benchmarks/newer_pythons.sh: the tests and the race on $(.venv/bin/python --version)"
  echo
  echo "pytest -n 2 --dist worksteal"
  .venv/bin/python -m pytest -q -n 2 --dist worksteal 2>&1 | grep -E "^(FAILED|ERROR|SKIPPED|[0-9].* in )" || true
  echo
  echo "python benchmarks/run.py --only moons gpt lesson"
  .venv/bin/python benchmarks/run.py --only moons gpt lesson
}

test_on() {
  local root="$scratch/$1"
  make_system "$@"
  unshare --mount nice -n 10 bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" bash -euo pipefail -c "$1"' \
    "$root" "$(declare -f inside); inside" > "$scratch/log.txt" 2> "$scratch/errors.txt" \
    || { cat "$scratch/log.txt" "$scratch/errors.txt"; return 1; }
  local python
  python=$(basename "$(readlink "$root/usr/bin/python3")")
  cp "$scratch/log.txt" "benchmarks/results/python_${python#python}.txt"
  rm -rf --one-file-system "$root"
}

if [ $# -gt 0 ]; then
  test_on "$@"
else
  test_on trixie
  test_on forky
fi
