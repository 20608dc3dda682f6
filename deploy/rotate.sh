#!/usr/bin/env bash
# rotate.sh redis | events-redis | mongodb | tokens APP | key APP NAME add|use|remove
#
# Gives a password, the tokens of an app, or a key a new value while the services serve, and restarts them one at a time.
# redis, events-redis and mongodb are the servers that came with the chart. A key is rotated in three steps: `add` puts a new
# one behind the old one, `use` puts it first, `remove` takes the old one away. docs/operating.md says when.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/stores.sh"

random() { openssl rand -hex 32; }

# secret NAME KEY: the value as it is.
secret() {
  kubectl get secret --namespace "$NAMESPACE" "$1" --output json </dev/null |
    jq --exit-status --raw-output --arg key "$2" '.data[$key] | select(.) | @base64d'
}

# put NAME KEY: the value comes from standard input, so that no list of processes shows it.
put() {
  jq --raw-input --slurp --arg key "$2" '{ stringData: { ($key): . } }' |
    kubectl patch secret --namespace "$NAMESPACE" "$1" --patch-file /dev/stdin
}

# restart KIND/NAME…: one after another, each serves before the next one is touched.
restart() {
  local one
  for one in "$@"; do
    kubectl rollout restart --namespace "$NAMESPACE" "$one" </dev/null
    kubectl rollout status --namespace "$NAMESPACE" "$one" --timeout "${WAIT:-5m}" </dev/null
  done
}

# labelled LABEL: the deployments whose pods have it.
labelled() {
  kubectl get deployment --namespace "$NAMESPACE" --output json </dev/null |
    jq --raw-output --arg name "$1" '.items[] | select(.spec.template.metadata.labels[$name] == "true") | "deployment/" + .metadata.name'
}

need_server() {
  kubectl get pod --namespace "$NAMESPACE" "$1-0" --output name </dev/null >/dev/null ||
    die "there is no pod $1-0 in the namespace $NAMESPACE: of a server of your own docs/operating.md says how"
}

# Redis accepts both passwords until it is restarted.
rotate_redis() {
  local password apps
  need_server "$1"
  password=$(random)
  apps=$(labelled souk/sidecar)
  printf '%s' "$password" | redis "$1" accept
  printf '%s' "$password" | put "$1" password
  # shellcheck disable=SC2086
  restart $apps "statefulset/$1"
}

# The services get a user of their own; the server's own user gets its new password when it is restarted.
rotate_mongodb() {
  local user password uri apps
  need_server mongodb
  user=souk-$(date -u +%Y%m%dT%H%M%S)
  password=$(random)
  uri=$(secret mongodb uri)
  apps=$(labelled souk/mongodb)
  [[ $uri =~ ^(mongodb://)[^@/]*@(.*)$ ]] || die 'the URI in the Secret mongodb names no user'
  printf '%s' "$password" | mongodb user "$user"
  printf '%s' "${BASH_REMATCH[1]}$user:$password@${BASH_REMATCH[2]}" | put mongodb uri
  # shellcheck disable=SC2086
  restart $apps
  random | tr -d '\n' | put mongodb password
  restart statefulset/mongodb
  mongodb only "$user" </dev/null
}

rotate_tokens() {
  local kind
  for kind in app dapr; do
    secret "$1-$kind-token" token >/dev/null || die "there is no Secret $1-$kind-token"
    random | tr -d '\n' | put "$1-$kind-token" token
  done
  restart "deployment/$1"
}

# The keys of a value: PEMs one after another, or one a line.
each='def each: if test("-----BEGIN") then [scan("-----BEGIN [^-]+-----[^-]+-----END [^-]+-----")] else split("\n") | map(select(. != "")) end;'

fresh_key() {
  case $1 in
  *-signing-key) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
  *) openssl rand -base64 32 ;;
  esac
}

rotate_key() {
  local app=$1 name=$2 step=$3 keys count
  keys=$(secret "$app-keys" secrets.json) || die "there is no Secret $app-keys with secrets.json"
  count=$(jq --arg name "$name" "$each .[\$name] // \"\" | each | length" <<<"$keys")
  [ "$count" -gt 0 ] || die "$app-keys has no $name"
  case $step in
  add)
    [ "$count" = 1 ] || die "$name has $count keys already: use the last, or remove the others"
    keys=$(jq --arg name "$name" --rawfile fresh <(fresh_key "$name") \
      "$each .[\$name] |= (each + (\$fresh | each) | join(\"\n\"))" <<<"$keys")
    ;;
  use | remove)
    [ "$count" -gt 1 ] || die "$name has one key only: add one first"
    case $step in
    use) keys=$(jq --arg name "$name" "$each .[\$name] |= (each | [last] + .[:-1] | join(\"\n\"))" <<<"$keys") ;;
    remove) keys=$(jq --arg name "$name" "$each .[\$name] |= (each | first)" <<<"$keys") ;;
    esac
    ;;
  *) die "add, use or remove, not $step" ;;
  esac
  printf '%s' "$keys" | put "$app-keys" secrets.json
  restart "deployment/$app"
}

case ${1:-}/$# in
--help/1) usage && exit ;;
redis/1 | events-redis/1 | mongodb/1 | tokens/2 | key/4) ;;
*) usage >&2 && exit 2 ;;
esac
need kubectl jq openssl flock
exclusively 0
case $1 in
redis | events-redis) rotate_redis "$1" ;;
mongodb) rotate_mongodb ;;
tokens) rotate_tokens "$2" ;;
key) rotate_key "$2" "$3" "$4" ;;
esac
say "rotated: $*"
