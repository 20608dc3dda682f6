# shellcheck shell=bash disable=SC2034
# What prepare-host.sh puts on a host: versions, and for what is downloaded its SHA-256. Dapr's version is that of
# tools/toolchain/dapr/go.mod.

K3S_VERSION=v1.36.4+k3s1
K3S_SHA256=835873f37245fc615f547a2fe2af9402a347875f13fa64a1f136de644955ea3f
K3S_INSTALLER_SHA256=46177d4c99440b4c0311b67233823a8e8a2fc09693f6c89af1a7161e152fbfad

HELM_VERSION=v4.1.0
HELM_SHA256=8e7ae5cb890c56f53713bffec38e41cd8e7e4619ebe56f8b31cd383bfb3dbb83

COSIGN_VERSION=v3.1.3
COSIGN_SHA256=4629c757b7618056f8ddd7e2625ae9fdd94c0372a65049520bc7d9df9efc7f71

DAPR_VERSION=1.18.2
CERT_MANAGER_VERSION=v1.19.2
