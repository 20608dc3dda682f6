#!/usr/bin/env bash
# backup.sh [--to FOLDER] [--keep DAYS] [--hold SECONDS]
#
# Writes MongoDB and both Redis of one moment into a new folder under FOLDER (/var/backups/souk). While it reads, stock cannot be
# written: such requests wait, for at most 30 s (--hold); reads go on. Backups older than 14 days (--keep) are
# removed once the new one is whole. AFTER_BACKUP, a command, is then run with the new folder as its argument: to
# copy it to another machine, for instance.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/stores.sh"

to=/var/backups/souk
keep=14
hold=30

number() {
  [[ $2 =~ ^[1-9][0-9]*$ ]] || die "$1 needs a number above zero"
  printf '%s' "$2"
}

while [ $# -gt 0 ]; do
  case $1 in
  --to) to=$(value "$@") ;;
  --keep) keep=$(number "$1" "${2:-}") ;;
  --hold) hold=$(number "$1" "${2:-}") ;;
  --help) usage && exit ;;
  *) die "what is $1? --help tells" ;;
  esac
  shift 2
done

need kubectl sha256sum flock
exclusively 1800
need_own_stores
umask 077
mkdir -p "$to"

folder=$to/$(date -u +%Y%m%dT%H%M%SZ)
[ ! -e "$folder" ] || die "$folder is there already"
partial=$folder.partial
mkdir "$partial"
release() {
  local name failed=0
  for name in $REDISES; do redis "$name" release >/dev/null || failed=1; done
  return "$failed"
}
trap 'release 2>/dev/null || true; rm -rf "$partial"' EXIT

# Stock waits, so that its ledger in MongoDB ends where the stock in Redis does; events too, which tell of both.
# A snapshot or a rewrite that runs would cost the hold its time.
for name in $REDISES; do redis "$name" idle </dev/null; done
began=$SECONDS
for name in $REDISES; do redis "$name" hold $((hold * 1000)) >/dev/null; done
for name in $REDISES; do
  redis "$name" save >"$partial/$name.rdb"
  keys=$(redis "$name" keys)
  printf '%s\n' "${name}_keys=$keys" >>"$partial/manifest"
done
before=$(mongodb documents)
mongodb save >"$partial/mongodb.archive.gz"
after=$(mongodb documents)
took=$((SECONDS - began))
release
[ "$took" -lt "$hold" ] || die "it took $took s, longer than stock was held ($hold s): try --hold $((took * 2))"
for name in $REDISES; do
  [ -s "$partial/$name.rdb" ] || die "$name.rdb came out empty"
done
gzip --test <"$partial/mongodb.archive.gz" || die 'mongodb.archive.gz is not whole'

printf '%s\n' "documents_before=$before" "documents_after=$after" >>"$partial/manifest"
(cd "$partial" && sha256sum manifest ./*redis.rdb mongodb.archive.gz >checksums)
mv "$partial" "$folder"
trap - EXIT
say "$folder: $(noted "$folder" redis_keys) keys of stock, $(noted "$folder" events-redis_keys) of events, $after documents; stock was held for $took s"

find "$to" -mindepth 1 -maxdepth 1 -type d -name '20*T*Z' -mtime "+$keep" -exec rm -rf {} +
[ -z "${AFTER_BACKUP:-}" ] || "$AFTER_BACKUP" "$folder" || die "AFTER_BACKUP failed; the backup is in $folder"
printf '%s\n' "$folder"
