# shellcheck shell=bash
# What the scripts of this folder have in common; read with `.`, never run.

# A failure inside $(…) ends the script as one outside does.
shopt -s inherit_errexit

say() { printf '%s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need COMMAND…: stops before anything is done when a program is missing.
need() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || die "$command is not on the PATH"
  done
}

# until_true SECONDS WHAT COMMAND…: tries once a second.
until_true() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || die "waited $seconds s in vain for: $what"
    sleep 1
  done
}

# The help of a script is the comment at its head.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }

# value OPTION VALUE: what follows an option, which must be there.
value() {
  [ $# -ge 2 ] && [ -n "$2" ] || die "$1 needs a value"
  printf '%s' "$2"
}

# exclusively SECONDS: the only one of these scripts at a time, within so long; one that another has called is under the
# other's lock.
exclusively() {
  [ -z "${SOUK_LOCKED:-}" ] || return 0
  exec 9>"${LOCK:-/run/lock/souk-deploy}"
  flock --wait "$1" 9 || die 'another deployment, backup, restore or drill is under way'
  export SOUK_LOCKED=1
}
