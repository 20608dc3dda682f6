#!/bin/sh
# Runs in the pod of MongoDB: save | check | load | documents | user NAME | only NAME
set -eu
umask 077
login=$(mktemp)
trap 'rm -f "$login"' EXIT
printf 'password: "%s"\n' "$MONGODB_PASSWORD" >"$login" # not among the arguments, which others can see

shell() {
  mongosh --quiet --eval "db.getSiblingDB('admin').auth('souk', process.env.MONGODB_PASSWORD); $1"
}

ours="db.adminCommand({ listDatabases: 1, nameOnly: true }).databases
  .map(({ name }) => name).filter((name) => !['admin', 'config', 'local'].includes(name))"

case "$1" in
save) # with what is written meanwhile, so that it is the state of one moment
  mongodump --config "$login" --username souk --authenticationDatabase admin --oplog --archive --gzip --quiet
  ;;
check)
  mongorestore --config "$login" --username souk --authenticationDatabase admin --archive --gzip --dryRun --quiet
  cat >/dev/null # what it did not need
  ;;
load) # users and their passwords stay those of this server
  shell "$ours.forEach((name) => db.getSiblingDB(name).dropDatabase())" >&2
  mongorestore --config "$login" --username souk --authenticationDatabase admin --oplogReplay --archive --gzip \
    --nsExclude 'admin.*' --nsExclude 'config.*' --quiet
  ;;
documents)
  shell "print($ours.flatMap((name) => db.getSiblingDB(name).getCollectionInfos({ type: 'collection' })
    .map((collection) => db.getSiblingDB(name).getCollection(collection.name).countDocuments()))
    .reduce((sum, count) => sum + count, 0))" | tail -n 1
  ;;
user) # for the services, with the password from standard input
  FRESH=$(cat)
  export FRESH NAME="$2"
  shell "db.getSiblingDB('admin').createUser({
    user: process.env.NAME, pwd: process.env.FRESH, roles: ['readWriteAnyDatabase'] })" >/dev/null
  ;;
only) # this user, beside the server's own
  export NAME="$2"
  shell "db.getSiblingDB('admin').getUsers().users.map(({ user }) => user)
    .filter((user) => !['souk', process.env.NAME].includes(user))
    .forEach((user) => db.getSiblingDB('admin').dropUser(user))" >/dev/null
  ;;
*)
  echo "mongodb.sh: $1?" >&2
  exit 2
  ;;
esac
