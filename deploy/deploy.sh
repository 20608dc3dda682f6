#!/usr/bin/env bash
# deploy.sh [--chart FILE|oci://…|-] [--journey] [--no-backup] [--dry-run] -- VERSION
#
# Brings the marketplace to a released version: a backup, helm's upgrade, then a look through the ingress. When a pod does
# not become ready or the shop does not answer as it should, it says why and the version before comes back. `-` takes the
# packed chart from standard input. --journey registers a vendor and adds a product as a last check. Secrets and volumes
# are never deleted.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/smoke.sh"

export KUBECONFIG=${KUBECONFIG:-/etc/rancher/k3s/k3s.yaml} PATH=$PATH:/usr/local/bin
export NAMESPACE=${NAMESPACE:-souk}
VALUES=${VALUES:-/etc/souk/values.yaml}
SIGNER=${SIGNER:-/etc/souk/signer}
WAIT=${WAIT:-10m}
chart=''
backup=1
journey=''
dry_run=''

while [ $# -gt 0 ]; do
  case $1 in
  --chart)
    chart=$(value "$@")
    shift
    ;;
  --journey) journey=1 ;;
  --no-backup) backup='' ;;
  --dry-run) dry_run=1 ;;
  --help) usage && exit ;;
  --) shift && break ;;
  *) die "what is $1? --help tells" ;;
  esac
  shift
done
[ $# = 1 ] || die 'which version? e.g. deploy.sh --chart souk-1.2.3.tgz -- 1.2.3'
version=$1
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || die 'a version is like 1.2.3'
[ -n "$chart" ] || die 'which chart? e.g. --chart oci://ghcr.io/OWNER/charts/souk'
need helm kubectl curl tar flock
[ -r "$VALUES" ] || die "$VALUES cannot be read: prepare-host.sh writes it"
case $(helm version --template '{{.Version}}') in
v[4-9].*) ;;
*) die 'it needs helm 4: an older one lists releases otherwise' ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exclusively 0

receive() {
  local file
  head -c 20000000 >"$work/given"
  if gzip --test "$work/given" 2>/dev/null; then
    mv "$work/given" "$work/souk.tgz"
  else
    for file in souk.tgz souk.tgz.sigstore.json; do
      tar -xOf "$work/given" "$file" >"$work/$file" 2>/dev/null || die "standard input is neither a chart nor a tar with $file"
    done
  fi
}

# Whoever may deploy chooses the version, and not what is in it: the chart names its images by digest.
check_signature() {
  local identity by
  [ -e "$SIGNER" ] || return 0
  identity=$(cat "$SIGNER")/.github/workflows/release.yml@refs/tags/v$version
  by=(--certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity "$identity")
  need cosign
  case $chart in
  oci://*) by=(verify "${chart#oci://}@$(sed -n 's/^Digest: *//p' "$work/pulled")" "${by[@]}") ;;
  *)
    [ -f "$work/souk.tgz.sigstore.json" ] || die "the chart comes without its signature, and $SIGNER asks for one"
    by=(verify-blob "$work/souk.tgz" --bundle "$work/souk.tgz.sigstore.json" "${by[@]}")
    ;;
  esac
  cosign "${by[@]}" >/dev/null 2>"$work/said" </dev/null || die "this is not what $identity has signed: $(tail -n 1 "$work/said")"
  say "signed by $identity"
}

# The chart as one packed file, which must be the one that was asked for.
fetch_chart() {
  case $chart in
  -) receive ;;
  oci://*)
    helm pull "$chart" --version "$version" --destination "$work" >"$work/pulled" 2>&1 || die "$(tail -n 1 "$work/pulled")"
    mv "$work/souk-$version.tgz" "$work/souk.tgz"
    ;;
  *)
    cp "$chart" "$work/souk.tgz"
    [ ! -f "$chart.sigstore.json" ] || cp "$chart.sigstore.json" "$work/souk.tgz.sigstore.json"
    ;;
  esac
  check_signature
  helm show chart "$work/souk.tgz" >"$work/Chart.yaml" 2>"$work/said" || die "this is not a chart: $(head -n 1 "$work/said")"
  grep -qx 'name: souk' "$work/Chart.yaml" || die 'this is not the chart of Souk'
  grep -qx "version: $version" "$work/Chart.yaml" || die "the chart is $(grep '^version:' "$work/Chart.yaml"), not $version"
  tar -xzOf "$work/souk.tgz" souk/vps.yaml >"$work/vps.yaml" </dev/null
}

# The revision that serves now; nothing before the first deployment. No answer is not "nothing".
serving() {
  local list
  list=$(helm list --namespace "$NAMESPACE" --filter '^souk$' --output json </dev/null) || die 'the cluster does not answer what runs: nothing was changed'
  [ "$list" != '[]' ] || return 0
  [[ $list == *'"status":"deployed"'* ]] ||
    die "the last deployment did not end: \`helm history souk --namespace $NAMESPACE\` tells, helm rollback mends"
  [[ $list =~ \"revision\":\"([0-9]+)\" ]] || die "helm list is not understood: $list"
  printf '%s' "${BASH_REMATCH[1]}"
}

# What the values say holds, also against a number of replicas that was set by hand.
upgrade() {
  helm upgrade --install souk "$work/souk.tgz" --namespace "$NAMESPACE" --create-namespace --history-max 5 --force-conflicts \
    --values "$work/vps.yaml" --values "$VALUES" "$@" </dev/null >&2
}

go_back() {
  local history
  if [ -n "$before" ]; then
    say "going back to revision $before"
    helm rollback souk "$before" --namespace "$NAMESPACE" --wait --timeout "$WAIT" --force-conflicts </dev/null >&2 ||
      die "$version does not serve, and revision $before did not come back: \`helm history souk --namespace $NAMESPACE\` tells"
    smoke || die "$version does not serve; revision $before is back and does not answer either"
    die "$version does not serve; what ran before runs again"
  fi
  # Only what this run has made is taken away: the cluster has to say once more that nothing was there before.
  history=$(helm history souk --namespace "$NAMESPACE" --output json </dev/null) ||
    die "$version does not serve, and the cluster does not answer what else there is: it was left as it is"
  [ "$(grep -o '"revision":' <<<"$history" | wc -l)" = 1 ] || die "$version does not serve; it is not the first revision, so it was left as it is"
  helm uninstall souk --namespace "$NAMESPACE" --wait </dev/null >&2 || die "$version does not serve, and could not be taken away"
  die "$version does not serve; it was taken away again, its volumes and Secrets are kept"
}

fetch_chart
before=$(serving)
if [ -n "$dry_run" ]; then
  upgrade --dry-run=server --hide-secret
  say "$version would be deployed over ${before:+revision }${before:-nothing}"
  exit
fi
had_certificate=
if [ -n "$before" ]; then
  if find_door && certified >/dev/null; then had_certificate=1; fi
  [ -z "$backup" ] || "$HERE/backup.sh" </dev/null >&2
fi
upgrade --wait --timeout "$WAIT" || {
  say "$version could not be deployed; what its pods wait for:"
  "$HERE/why.sh" "$NAMESPACE" >&2 </dev/null || true
  go_back
}
smoke || go_back
[ -z "$journey" ] || helm test souk --namespace "$NAMESPACE" --timeout 3m </dev/null >&2 || go_back
await_certificate || {
  [ -z "$had_certificate" ] || go_back
  die "$version serves, but without a certificate"
}
say "$version serves"
