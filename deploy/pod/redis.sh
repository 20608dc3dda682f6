#!/bin/sh
# Runs in the pod of Redis: idle | hold MILLISECONDS | release | save | check | load | restart | keys | ping | accept
set -eu
export REDISCLI_AUTH="$REDIS_PASSWORD"
data=${DATA:-/data}

# until_true MESSAGE COMMAND…: for at most a minute
until_true() {
  message=$1 tries=600
  shift
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "$message" >&2; exit 1; }
    sleep 0.1
  done
}

says() { redis-cli INFO persistence | tr -d '\r' | grep -c -e "^$1$" >/dev/null; }
idle() { says rdb_bgsave_in_progress:0 && says aof_rewrite_in_progress:0; }
# redis-cli exits with 0 when it is refused: by its words it is known whether this moment is saved.
begun() { redis-cli BGSAVE | grep '^Background saving started' >/dev/null; }
saved() { idle && says rdb_last_bgsave_status:ok; }

# keys_in FILE: of a snapshot that can be read to its end
keys_in() {
  redis-check-rdb "$1" >"$data/.check" 2>&1 || { echo 'redis.rdb cannot be read' >&2; exit 1; }
  sed -n 's/.*\] \([0-9]*\) keys read$/\1/p' "$data/.check"
  rm -f "$data/.check"
}

all_keys() { redis-cli INFO keyspace | tr -d '\r' | awk -F'[=,]' '/^db/ { sum += $2 } END { print sum + 0 }'; }

case "$1" in
hold) redis-cli CLIENT PAUSE "$2" WRITE ;; # reads go on; it ends by itself
release) redis-cli CLIENT UNPAUSE ;;
idle) until_true 'Redis goes on saving' idle ;;
save)
  until_true 'Redis does not begin to save' begun
  until_true 'Redis did not save' saved
  found=$(keys_in "$data/dump.rdb")
  [ "$found" = "$(all_keys)" ] || { echo "the snapshot has $found keys, Redis has $(all_keys)" >&2; exit 1; }
  cat "$data/dump.rdb"
  rm -f "$data/dump.rdb"
  ;;
check)
  cat >"$data/.checked"
  found=$(keys_in "$data/.checked") || { rm -f "$data/.checked"; exit 1; }
  rm -f "$data/.checked"
  echo "$found"
  ;;
load)
  # A snapshot may stand as the base of an append-only file; Redis reads it when it starts the next time.
  rm -rf "$data/restoring"
  mkdir "$data/restoring"
  cat >"$data/restoring/appendonly.aof.1.base.rdb"
  head -c 5 "$data/restoring/appendonly.aof.1.base.rdb" | grep -q '^REDIS$' ||
    { echo 'this is not a snapshot of Redis' >&2; exit 1; }
  echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$data/restoring/appendonly.aof.manifest"
  if [ -d "$data/appendonlydir" ]; then
    rm -rf "$data/before-restore"
    mv "$data/appendonlydir" "$data/before-restore"
  fi
  mv "$data/restoring" "$data/appendonlydir"
  ;;
restart) redis-cli SHUTDOWN NOSAVE ;; # the pod starts it again; this script ends with it
keys) # those that do not run out by themselves
  redis-cli INFO keyspace | tr -d '\r' |
    awk -F'[=,]' '/^db/ { sum += $2 - $4 } END { print sum + 0 }'
  ;;
ping) redis-cli PING | grep -q PONG && [ "$(redis-cli INFO persistence | tr -d '\r' | grep -c '^loading:0$')" = 1 ] ;;
accept) # a further password, from standard input, until the next start
  said=$(sed 's/^/>/' | redis-cli -x ACL SETUSER default)
  [ "$said" = OK ] || { echo "Redis accepts no further password: $said" >&2; exit 1; }
  ;;
*)
  echo "redis.sh: $1?" >&2
  exit 2
  ;;
esac
