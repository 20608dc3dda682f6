#!/usr/bin/env bash
# restore-drill.sh [FOLDER]
#
# Restores a backup, the newest when none is named, into servers made for it in the namespace souk-drill, counts what came
# back and takes the servers away. The marketplace is not touched. It fails as well when the newest backup is over two days
# old.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/stores.sh"

case ${1:-} in
--help) usage && exit ;;
-*) die "what is $1? --help tells" ;;
esac
need kubectl sha256sum flock
exclusively 1800
backups=${BACKUPS:-/var/backups/souk}
folder=${1:-}
if [ -z "$folder" ]; then
  folder=$(find "$backups" -mindepth 1 -maxdepth 1 -name '20*T*Z' -mtime -2 2>/dev/null | sort | tail -n 1) || true
  [ -n "$folder" ] || die "there is no backup of the last two days in $backups"
fi
check_backup "$folder"

image() { kubectl get statefulset "$1" --namespace "$NAMESPACE" --output 'jsonpath={.spec.template.spec.containers[0].image}'; }
redis_image=$(image redis)
mongodb_image=$(image mongodb)
password=$(head -c 32 /dev/urandom | sha256sum | head -c 40)

NAMESPACE=souk-drill
clean() { kubectl delete namespace "$NAMESPACE" --ignore-not-found --wait >/dev/null; }
clean
trap clean EXIT
kubectl create namespace "$NAMESPACE" >/dev/null
sed -e "s|REDIS_IMAGE|$redis_image|" -e "s|MONGODB_IMAGE|$mongodb_image|" -e "s|: PASSWORD |: $password |" "$HERE/drill.yaml" |
  kubectl apply --filename - >/dev/null
kubectl wait --namespace "$NAMESPACE" --for condition=Ready pod --all --timeout 300s >/dev/null
check_stores "$folder"
load_stores "$folder"
say "the drill with $(basename "$folder") went well"
