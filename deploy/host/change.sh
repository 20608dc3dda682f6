# shellcheck shell=bash
# Changing a host so that a second run changes nothing: every change goes through `change` or `put`. SOUK_ROOT, a folder,
# stands before every path of the host; DRY_RUN tells instead of doing.

CHANGES=0
SOUK_ROOT=${SOUK_ROOT:-}
DRY_RUN=${DRY_RUN:-}

# change WHAT COMMAND…: does it and says so. Inside the command `set -e` does not hold: its steps are joined by &&.
change() {
  CHANGES=$((CHANGES + 1))
  if [ -n "$DRY_RUN" ]; then
    say "would: $1"
  else
    say "- $1"
    "${@:2}" || die "failed: $1"
  fi
}

write_file() {
  install -d -m 0755 "$(dirname "$1")" && printf '%s\n' "$3" | install -m "$2" /dev/stdin "$1"
}

# put PATH MODE TEXT: true when the file was not so before.
put() {
  local path=$SOUK_ROOT$1
  if [ -f "$path" ] && [ "$(cat "$path")" = "$3" ] && [ "$(stat -c %a "$path")" = "${2#0}" ]; then return 1; fi
  change "write $1" write_file "$path" "$2" "$3"
}

# fetch URL SHA256 PATH: over TLS, and only what the checksum names.
fetch() {
  curl --fail --silent --show-error --location --proto '=https' --tlsv1.2 --retry 3 --output "$3" "$1" ||
    die "$1 cannot be fetched"
  echo "$2  $3" | sha256sum --quiet --check - || die "$1 is not what was pinned in pins.sh"
}
