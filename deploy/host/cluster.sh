# shellcheck shell=bash
# Kubernetes and what Souk stands on inside it.

export KUBECONFIG=${SOUK_ROOT:-}/etc/rancher/k3s/k3s.yaml

k3s_config() {
  cat <<'YAML'
write-kubeconfig-mode: '0600'
secrets-encryption: true
YAML
}

install_k3s() {
  local changed=
  put /etc/rancher/k3s/config.yaml 0600 "$(k3s_config)" && changed=1
  if [ "$(k3s --version 2>/dev/null | awk 'NR == 1 { print $3 }')" != "$K3S_VERSION" ]; then
    change "install k3s $K3S_VERSION" fetch_k3s
  elif [ -n "$changed" ]; then
    change 'restart k3s' systemctl restart k3s
  fi
  [ -n "$DRY_RUN" ] || until_true 180 'Kubernetes' k3s kubectl get --raw /readyz
}

fetch_k3s() {
  local from=https://github.com/k3s-io/k3s/releases/download/${K3S_VERSION/+/%2B} work
  work=$(mktemp -d)
  fetch "$from/k3s" "$K3S_SHA256" "$work/k3s" &&
    fetch "https://raw.githubusercontent.com/k3s-io/k3s/${K3S_VERSION/+/%2B}/install.sh" "$K3S_INSTALLER_SHA256" "$work/install.sh" &&
    install -D -m 0755 "$work/k3s" "$SOUK_ROOT/usr/local/bin/k3s" &&
    INSTALL_K3S_SKIP_DOWNLOAD=true sh "$work/install.sh" &&
    rm -rf "$work"
}

# k3s' Traefik gets connections from the node by default, so every client would have the node's address, and one could use
# up what is allowed to an address for all.
client_addresses() {
  cat <<'YAML'
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: { name: traefik, namespace: kube-system }
spec:
  valuesContent: |-
    service:
      spec:
        externalTrafficPolicy: Local
YAML
}

# k3s applies what is in this folder, and again when it changes.
install_client_addresses() {
  put /var/lib/rancher/k3s/server/manifests/souk-traefik.yaml 0600 "$(client_addresses)" || true
}

install_helm() {
  [ "$(helm version --template '{{.Version}}' 2>/dev/null)" = "$HELM_VERSION" ] || change "install helm $HELM_VERSION" fetch_helm
}

fetch_helm() {
  local work
  work=$(mktemp -d)
  fetch "https://get.helm.sh/helm-$HELM_VERSION-linux-amd64.tar.gz" "$HELM_SHA256" "$work/helm.tar.gz" &&
    tar -xzf "$work/helm.tar.gz" -C "$work" &&
    install -D -m 0755 "$work/linux-amd64/helm" "$SOUK_ROOT/usr/local/bin/helm" &&
    rm -rf "$work"
}

# What checks that a chart is what the repository has released.
install_cosign() {
  [ "$(cosign version 2>/dev/null | awk '$1 == "GitVersion:" { print $2 }')" = "$COSIGN_VERSION" ] ||
    change "install cosign $COSIGN_VERSION" fetch_cosign
  put /etc/souk/signer 0644 "$SIGNER" || true
}

fetch_cosign() {
  local work
  work=$(mktemp -d)
  fetch "https://github.com/sigstore/cosign/releases/download/$COSIGN_VERSION/cosign-linux-amd64" "$COSIGN_SHA256" "$work/cosign" &&
    install -D -m 0755 "$work/cosign" "$SOUK_ROOT/usr/local/bin/cosign" &&
    rm -rf "$work"
}

# installed CHART NAMESPACE VERSION: whether helm has brought just this.
installed() {
  local list
  list=$(helm list --namespace "$2" --filter "^$1\$" --output json 2>/dev/null) || return 1
  [[ $list == *"\"chart\":\"$1-$3\""* && $list == *'"status":"deployed"'* ]]
}

install_dapr() {
  installed dapr dapr-system "$DAPR_VERSION" || change "install Dapr $DAPR_VERSION" \
    helm upgrade --install dapr dapr --repo https://dapr.github.io/helm-charts/ --version "$DAPR_VERSION" \
    --namespace dapr-system --create-namespace --values "$HERE/dapr.yaml" --wait --timeout 10m
}

namespace() {
  cat <<'YAML'
apiVersion: v1
kind: Namespace
metadata:
  name: souk
  labels: { pod-security.kubernetes.io/enforce: restricted }
YAML
}

install_namespace() {
  if put /etc/souk/namespace.yaml 0644 "$(namespace)"; then
    change 'make the namespace souk' k3s kubectl apply --filename "$SOUK_ROOT/etc/souk/namespace.yaml"
  fi
}

issuer() {
  cat <<YAML
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: $EMAIL
    privateKeySecretRef: { name: letsencrypt }
    solvers:
      - http01: { ingress: { ingressClassName: traefik } }
YAML
}

install_certificates() {
  installed cert-manager cert-manager "$CERT_MANAGER_VERSION" || change "install cert-manager $CERT_MANAGER_VERSION" \
    helm upgrade --install cert-manager oci://quay.io/jetstack/charts/cert-manager --version "$CERT_MANAGER_VERSION" \
    --namespace cert-manager --create-namespace --set crds.enabled=true --wait --timeout 10m
  if put /etc/souk/issuer.yaml 0644 "$(issuer)"; then
    change 'register the issuer of certificates' k3s kubectl apply --filename "$SOUK_ROOT/etc/souk/issuer.yaml"
  fi
}
