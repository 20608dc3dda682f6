#!/usr/bin/env bash
# prepare-host.sh --host NAME [--email ADDRESS] [--deploy-key FILE] [--signer URL] [--ssh-port N] [--dry-run]
#
# Makes a bare Debian 12 or 13 ready for Souk: k3s, helm, Dapr, certificates for NAME (with --email, by Let's Encrypt), a
# firewall (SSH stays open where sshd listens, or at N), a backup every night and a restore drill every week. Run it as root;
# again whenever you like: what is there already stays, and it says what it changed. FILE is a public SSH key that may deploy
# and do nothing else. With URL, the repository as https://github.com/OWNER/NAME, the host deploys only charts that its release
# workflow has signed. Secrets are made by the chart inside the cluster, at the first deployment, and leave it never.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/lib.sh"
. "$HERE/pins.sh"
. "$HERE/host/change.sh"
. "$HERE/host/cluster.sh"
. "$HERE/host/system.sh"

HOST_NAME=''
EMAIL=''
DEPLOY_KEY=''
SIGNER=''
SSH_PORT=''

while [ $# -gt 0 ]; do
  case $1 in
  --host)
    HOST_NAME=$(value "$@")
    shift
    ;;
  --email)
    EMAIL=$(value "$@")
    shift
    ;;
  --deploy-key)
    DEPLOY_KEY=$(value "$@")
    shift
    ;;
  --signer)
    SIGNER=$(value "$@")
    shift
    ;;
  --ssh-port)
    SSH_PORT=$(value "$@")
    shift
    ;;
  --dry-run) DRY_RUN=1 ;;
  --help) usage && exit ;;
  *) die "what is $1? --help tells" ;;
  esac
  shift
done

check_arguments() {
  [[ $HOST_NAME =~ ^[a-z0-9-]+(\.[a-z0-9-]+)+$ ]] || die 'say under which name the shop is reached: --host shop.example.org'
  [[ -z $EMAIL || $EMAIL =~ ^[^[:space:]@]+@[^[:space:]@]+$ ]] || die "--email $EMAIL is not an address"
  [[ $SSH_PORT =~ ^[0-9]*$ ]] || die '--ssh-port needs a number'
  [ -z "$DEPLOY_KEY" ] || grep -qE '^(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+' "$DEPLOY_KEY" ||
    die "$DEPLOY_KEY is not a public SSH key"
  [[ -z $SIGNER || $SIGNER =~ ^https://[a-z0-9.-]+(/[A-Za-z0-9_.-]+){2}$ ]] || die '--signer is like https://github.com/OWNER/NAME'
}

check_host() {
  local release=$SOUK_ROOT/etc/os-release line memory
  [ "$(id -u)" = 0 ] || die 'run it as root'
  for line in '^ID=debian$' '^VERSION_ID="?1[23]"?$'; do
    grep -qE "$line" "$release" || die 'it is made for Debian 12 and 13'
  done
  [ "$(uname -m)" = x86_64 ] || die "the images are released for x86-64, this is $(uname -m)"
  memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' "$SOUK_ROOT/proc/meminfo")
  [ "$memory" -ge 3500 ] || die "it has $memory MB of memory; Souk with Kubernetes and Dapr needs 4 GB"
}

# Where SSH is reached: the firewall would shut whoever prepares the host out. As said, or as sshd has it configured, and in
# any case the port of this very session.
find_ssh_ports() {
  local found
  found=$SSH_PORT
  [ -n "$found" ] || found=$(sshd -T 2>/dev/null | awk '$1 == "port" { print $2 }') || true
  # SSH_CONNECTION: client address, client port, server address, server port
  # shellcheck disable=SC2086
  SSH_PORTS=$(printf '%s\n' ${found:-22} ${SSH_CONNECTION:+${SSH_CONNECTION##* }} | sort -nu | paste -sd, - | sed 's/,/, /g')
  say "SSH stays open at port $SSH_PORTS"
}

install_packages() {
  local package missing=()
  for package in ca-certificates curl jq nftables openssl sudo; do
    dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] || change "install ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

# Written once; from then on it is the owner's.
write_values() {
  local tls="tls: { enabled: true, clusterIssuer: letsencrypt }"
  [ -n "$EMAIL" ] || tls="tls: { enabled: false }"
  [ -f "$SOUK_ROOT/etc/souk/values.yaml" ] ||
    put /etc/souk/values.yaml 0600 "# What this host has of its own, over the chart's vps.yaml.
ingress: { host: $HOST_NAME, $tls }"
}

check_arguments
check_host
find_ssh_ports
install_packages
install_firewall
install_k3s
install_client_addresses
install_helm
[ -z "$SIGNER" ] || install_cosign
install_dapr
install_namespace
[ -z "$EMAIL" ] || install_certificates
write_values
install_scripts
install_timers
[ -z "$DEPLOY_KEY" ] || install_deployer
if [ "$CHANGES" = 0 ]; then say 'nothing to change'; else say "$CHANGES changes"; fi
