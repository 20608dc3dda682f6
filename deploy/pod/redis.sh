#!/bin/sh
# Runs in the pod of Redis: hold MILLISECONDS | release | save | load | restart | keys | ping
set -eu
export REDISCLI_AUTH="$REDIS_PASSWORD"
data=${DATA:-/data}

saved() {
  redis-cli INFO persistence | tr -d '\r' >"$data/.saving"
  grep -q '^rdb_bgsave_in_progress:0$' "$data/.saving" && grep -q '^rdb_last_bgsave_status:ok$' "$data/.saving"
}

case "$1" in
hold) redis-cli CLIENT PAUSE "$2" WRITE ;; # reads go on; it ends by itself
release) redis-cli CLIENT UNPAUSE ;;
save)
  rm -f "$data/dump.rdb"
  redis-cli BGSAVE >&2
  tries=600
  until saved; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo 'Redis did not save' >&2; exit 1; }
    sleep 0.1
  done
  rm -f "$data/.saving"
  cat "$data/dump.rdb"
  rm -f "$data/dump.rdb"
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
*)
  echo "redis.sh: $1?" >&2
  exit 2
  ;;
esac
