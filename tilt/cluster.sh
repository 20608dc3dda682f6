#!/usr/bin/env bash
# cluster.sh up | down: makes or removes the kind cluster and registry that the Tiltfile is for. Both can be done again.
set -euo pipefail
cd "$(dirname "$0")"

need() {
  command -v "$1" >/dev/null || {
    echo "$1 is not on the PATH: $2" >&2
    exit 1
  }
}

case ${1:-} in
up)
  need docker https://docs.docker.com/engine/install
  need kind https://kind.sigs.k8s.io/docs/user/quick-start
  need ctlptl https://github.com/tilt-dev/ctlptl
  need helm https://helm.sh/docs/intro/install
  need tilt https://docs.tilt.dev/install
  ctlptl apply --filename ctlptl.yaml
  echo 'Now: tilt up'
  ;;
down)
  need ctlptl https://github.com/tilt-dev/ctlptl
  ctlptl delete --filename ctlptl.yaml --ignore-not-found
  ;;
*)
  echo 'cluster.sh up | down' >&2
  exit 2
  ;;
esac
