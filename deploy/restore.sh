#!/usr/bin/env bash
# restore.sh FOLDER --yes
#
# Puts MongoDB and both Redis back to what a backup has. The services are stopped before and started after; what was written
# since the backup is gone, except that a Redis keeps its former files in before-restore on its volume. Run it again when it
# was interrupted: until it has ended well the services stay stopped.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/stores.sh"

folder=
sure=
for argument in "$@"; do
  case $argument in
  --yes) sure=1 ;;
  --help) usage && exit ;;
  -*) die "what is $argument? --help tells" ;;
  *)
    [ -z "$folder" ] || die 'one backup at a time'
    folder=$argument
    ;;
  esac
done
[ -n "$folder" ] || die 'which backup? e.g. restore.sh /var/backups/souk/20261124T030000Z --yes'
check_backup "$folder"
[ -n "$sure" ] || die "what was written since $folder would be gone: say --yes"
need kubectl sha256sum flock
exclusively 0
need_own_stores
check_stores "$folder"

services() { kubectl get deployment --namespace "$NAMESPACE" --selector app.kubernetes.io/part-of=souk "$@"; }
stopped=souk/replicas-before-restore

# How many there were is kept with each deployment, for the run that ends well.
stop_services() {
  services --output 'jsonpath={range .items[*]}{.metadata.name} {.spec.replicas}{"\n"}{end}' |
    while read -r name replicas; do
      [ "$replicas" = 0 ] || kubectl annotate --namespace "$NAMESPACE" --overwrite deployment "$name" "$stopped=$replicas" </dev/null >/dev/null
      kubectl scale --namespace "$NAMESPACE" deployment "$name" --replicas 0 </dev/null >/dev/null
    done
  kubectl wait --namespace "$NAMESPACE" --for delete pod --selector souk/sidecar=true --timeout 120s >/dev/null
}

start_services() {
  services --output "jsonpath={range .items[*]}{.metadata.name} {.metadata.annotations.souk/replicas-before-restore}{\"\n\"}{end}" |
    while read -r name replicas; do
      kubectl scale --namespace "$NAMESPACE" deployment "$name" --replicas "${replicas:-1}" </dev/null >/dev/null
    done
  services --output name | while read -r name; do
    kubectl rollout status --namespace "$NAMESPACE" "$name" --timeout 300s </dev/null >/dev/null
  done
}

trap '[ $? = 0 ] || say "The services are stopped. Mend the cause and run it again."' EXIT
say 'stopping the services'
stop_services
load_stores "$folder"
say 'starting the services'
start_services
say "the marketplace is what it was at $(basename "$folder")"
