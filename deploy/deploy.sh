#!/usr/bin/env bash
# deploy.sh [--chart FILE|oci://…|-] [--journey] [--no-backup] [--dry-run] -- VERSION
#
# Brings the marketplace to a released version: a backup, helm's upgrade (which goes back by itself when a pod does not become
# ready), then a look through the ingress; when the shop does not answer as it should, the version before comes back. `-`
# takes the packed chart from standard input. --journey registers a vendor and adds a product as a last check.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/smoke.sh"

export KUBECONFIG=${KUBECONFIG:-/etc/rancher/k3s/k3s.yaml} PATH=$PATH:/usr/local/bin
NAMESPACE=${NAMESPACE:-souk}
VALUES=${VALUES:-/etc/souk/values.yaml}
chart=''
backup=1
journey=''
dry_run=''

while [ $# -gt 0 ]; do
  case $1 in
  --chart) chart=$(value "$@") && shift ;;
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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec 9>"${LOCK:-/run/lock/souk-deploy}"
flock --nonblock 9 || die 'another deployment is under way'

# The chart as one packed file, which must be the one that was asked for.
fetch_chart() {
  case $chart in
  -) head -c 20000000 >"$work/souk.tgz" ;;
  oci://*) helm pull "$chart" --version "$version" --destination "$work" >&2 && mv "$work/souk-$version.tgz" "$work/souk.tgz" ;;
  *) cp "$chart" "$work/souk.tgz" ;;
  esac
  helm show chart "$work/souk.tgz" >"$work/Chart.yaml" 2>"$work/said" || die "this is not a chart: $(head -n 1 "$work/said")"
  grep -qx 'name: souk' "$work/Chart.yaml" || die 'this is not the chart of Souk'
  grep -qx "version: $version" "$work/Chart.yaml" || die "the chart is $(grep '^version:' "$work/Chart.yaml"), not $version"
  tar -xzOf "$work/souk.tgz" souk/vps.yaml >"$work/vps.yaml" </dev/null
}

# The revision that serves now; nothing before the first deployment.
serving() {
  local list
  list=$(helm list --namespace "$NAMESPACE" --all --filter '^souk$' --output json </dev/null)
  [[ $list == *'"revision"'* ]] || return 0
  [[ $list == *'"status":"deployed"'* ]] ||
    die 'the last deployment did not end: helm history souk tells, helm rollback souk mends'
  sed -n 's/.*"revision":"\([0-9]*\)".*/\1/p' <<<"$list"
}

upgrade() {
  helm upgrade --install souk "$work/souk.tgz" --namespace "$NAMESPACE" --create-namespace --history-max 5 \
    --values "$work/vps.yaml" --values "$VALUES" "$@" </dev/null >&2
}

go_back() {
  if [ -n "$before" ]; then
    say "going back to revision $before"
    helm rollback souk "$before" --namespace "$NAMESPACE" --wait --timeout 10m </dev/null >&2
    die "$version does not serve; what ran before runs again"
  fi
  helm uninstall souk --namespace "$NAMESPACE" --wait </dev/null >&2
  die "$version does not serve; it was taken away again, its volumes are kept"
}

fetch_chart
before=$(serving)
if [ -n "$dry_run" ]; then
  upgrade --dry-run=server
  say "$version would be deployed over revision ${before:-none}"
  exit
fi
if [ -n "$before" ] && [ -n "$backup" ]; then "$HERE/backup.sh" </dev/null >&2; fi
upgrade --rollback-on-failure --wait --timeout 10m || die "$version could not be deployed; helm has taken it back"
smoke || go_back
[ -z "$journey" ] || helm test souk --namespace "$NAMESPACE" --timeout 3m </dev/null >&2 || go_back
say "$version serves"
