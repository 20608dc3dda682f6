#!/usr/bin/env bash
# why.sh [NAMESPACE]: in one line each, what keeps the pods of a namespace (souk) from becoming ready.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"

case ${1:-} in
--help) usage && exit ;;
-*) die "what is $1? --help tells" ;;
esac
namespace=${1:-souk}
need kubectl

ask() { kubectl get --namespace "$namespace" "$1" --output "go-template=$2"; }

# Pods that were not even made: a quota, or Pod Security.
read -r -d '' refused <<'TEMPLATE' || :
{{range .items}}{{$name := .metadata.name}}{{range .status.conditions}}{{if and (eq .type "ReplicaFailure") (eq .status "True")
  }}deployment/{{$name}}: {{.message}}{{"\n"}}{{end}}{{end}}{{end}}
TEMPLATE
read -r -d '' homeless <<'TEMPLATE' || :
{{range .items}}{{$name := .metadata.name}}{{range .status.conditions}}{{if and (eq .type "PodScheduled") (eq .status "False")
  }}pod/{{$name}}: {{.message}}{{"\n"}}{{end}}{{end}}{{end}}
TEMPLATE
read -r -d '' waiting <<'TEMPLATE' || :
{{range .items}}{{$name := .metadata.name}}{{range .status.containerStatuses}}{{$container := .name}}{{$last := "-"
  }}{{with .lastState.terminated}}{{$last = .reason}}{{end}}{{with .state.waiting
  }}{{$name}} {{$container}} {{.reason}} {{$last}} {{.message}}{{"\n"}}{{end}}{{end}}{{end}}
TEMPLATE
read -r -d '' unready <<'TEMPLATE' || :
{{range .items}}{{$name := .metadata.name}}{{range .status.containerStatuses}}{{if and (not .ready) .state.running
  }}{{$name}} {{.name}}{{"\n"}}{{end}}{{end}}{{end}}
TEMPLATE

ask deployments "$refused"
ask pods "$homeless"
ask pods "$waiting" | while read -r pod container reason last message; do
  case $reason in
  ContainerCreating | PodInitializing) ;;
  CrashLoopBackOff)
    printf 'pod/%s %s: ends again and again (%s): %s\n' "$pod" "$container" "$last" \
      "$(kubectl logs --namespace "$namespace" "$pod" --container "$container" --previous --tail 1 </dev/null 2>&1)"
    ;;
  *) printf 'pod/%s %s: %s: %s\n' "$pod" "$container" "$reason" "$message" ;;
  esac
done
ask pods "$unready" | while read -r pod container; do
  printf 'pod/%s %s is not ready: %s\n' "$pod" "$container" \
    "$(kubectl logs --namespace "$namespace" "$pod" --container "$container" --tail 1 </dev/null 2>&1)"
done
