# shellcheck shell=bash
# Whether the shop answers, asked the way a customer comes: through the ingress. Read with `.` after lib.sh.

# find_door: host, address, scheme and port of the shop. False when there is no ingress; a question that the cluster does
# not answer ends the script, for then nothing is known. INGRESS, ADDRESS:PORT, is where an ingress controller listens
# that does not listen on the node.
find_door() {
  local tls unknown='the cluster does not answer where the shop is; nothing more was changed'
  host=$(kubectl get ingress --namespace "$NAMESPACE" --output 'jsonpath={.items[*].spec.rules[0].host}' </dev/null) || die "$unknown"
  host=${host%% *}
  [ -n "$host" ] || return 1
  tls=$(kubectl get ingress --namespace "$NAMESPACE" --output 'jsonpath={.items[*].spec.tls}' </dev/null) || die "$unknown"
  scheme=http port=80
  if [ -n "$tls" ]; then scheme=https port=443; fi
  if [ -n "${INGRESS:-}" ]; then
    address=${INGRESS%:*} port=${INGRESS##*:}
  else
    address=$(kubectl get node --output 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}' </dev/null) || die "$unknown"
  fi
}

# ask PATH OPTION…: what the shop answers.
ask() {
  curl --fail --silent --show-error --max-time 10 --resolve "$host:$port:$address" "${@:2}" "$scheme://$host:$port$1"
}

lists_products() { ask '/api/products?limit=1' --insecure | grep -q '"items"'; }
shows() { ask "$1" --insecure >/dev/null 2>&1; }

# certified: whether a browser would accept the certificate; if not, why.
certified() { [ "$scheme" = http ] || { ask '/api/products?limit=1' >/dev/null; } 2>&1; }

# What cert-manager says of a certificate that is not there.
issuing() {
  kubectl get certificate,challenge --namespace "$NAMESPACE" --output \
    'jsonpath={range .items[*]}{.kind} {.metadata.name}: {.status.conditions[?(@.type=="Ready")].message}{.status.reason}{"; "}{end}' \
    </dev/null 2>/dev/null || true
}

# smoke: false, and why, when the shop does not answer within SMOKE_SECONDS (90).
smoke() {
  local end=$((SECONDS + ${SMOKE_SECONDS:-90})) inside
  find_door || die 'it is deployed, but there is no ingress to ask through'
  until lists_products 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      say "$scheme://$host does not list products: $(ask '/api/products?limit=1' --insecure 2>&1 | head -c 300)"
      return 1
    fi
    sleep 1
  done
  for inside in /metrics /dapr/subscribe; do
    if shows "$inside"; then
      say "$scheme://$host shows what belongs inside: $inside"
      return 1
    fi
  done
}

# await_certificate: the first one may take minutes (CERTIFICATE_SECONDS, 180).
await_certificate() {
  local end=$((SECONDS + ${CERTIFICATE_SECONDS:-180})) reason
  until reason=$(certified); do
    if [ "$SECONDS" -ge "$end" ]; then
      say "https://$host has no certificate that browsers accept: $reason; $(issuing)"
      return 1
    fi
    sleep 2
  done
}
