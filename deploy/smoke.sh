# shellcheck shell=bash
# Whether the shop answers, asked the way a customer comes: through the ingress. Read with `.` after lib.sh.

# ask PATH: what the shop answers. Its certificate may be minutes behind its first deployment.
ask() {
  curl --fail --silent --show-error --insecure --max-time 10 --resolve "$host:$port:$address" "$scheme://$host$1"
}

lists_products() { ask '/api/products?limit=1' | grep -q '"items"'; }
hides_inside() { ! ask /metrics >/dev/null 2>&1 && ! ask /dapr/subscribe >/dev/null 2>&1; }

# smoke: false, and why, when it does not answer within SMOKE_SECONDS (90).
smoke() {
  local host address scheme=http port=80 end=$((SECONDS + ${SMOKE_SECONDS:-90}))
  host=$(kubectl get ingress --namespace "$NAMESPACE" --output 'jsonpath={.items[0].spec.rules[0].host}' </dev/null)
  address=$(kubectl get node --output 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}' </dev/null)
  if [ -z "$host" ] || [ -z "$address" ]; then
    say 'there is no ingress to ask through'
    return 1
  fi
  if [ -n "$(kubectl get ingress --namespace "$NAMESPACE" --output 'jsonpath={.items[0].spec.tls}' </dev/null)" ]; then
    scheme=https
    port=443
  fi
  until lists_products 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      say "$scheme://$host does not list products"
      lists_products || true
      return 1
    fi
    sleep 1
  done
  hides_inside || {
    say "$scheme://$host shows what belongs inside"
    return 1
  }
}
