{{/*
A Secret that is made once: a hook, so that no release owns it and a key that was rotated stays as it is through upgrades,
roll-backs and an uninstall. It is made anew, with what it has, only when a key is missing. Call with dict "context" "name"
"make" (what a missing key gets).
*/}}
{{- define "souk.madeSecret" -}}
{{- $there := (lookup "v1" "Secret" .context.Release.Namespace .name).data | default dict -}}
{{- $missing := dict -}}
{{- range $key, $fresh := .make }}{{ if not (hasKey $there $key) }}{{ $_ := set $missing $key ($fresh | b64enc) }}{{ end }}{{ end -}}
{{- if $missing }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  labels:
    {{- include "souk-service.labels" .context | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: '-10'
    helm.sh/hook-delete-policy: before-hook-creation
data:
  {{- mergeOverwrite (deepCopy $there) $missing | toYaml | nindent 2 }}
{{ end }}
{{- end }}

{{/* The keys of an app, one JSON document in a Secret that is made once. Call with dict "context" "app" "keys". */}}
{{- define "souk.madeKeys" -}}
{{- $there := lookup "v1" "Secret" .context.Release.Namespace (printf "%s-keys" .app) | dig "data" "secrets.json" "e30=" | b64dec | fromJson -}}
{{- $missing := dict -}}
{{- range .keys }}
{{- if not (hasKey $there .) }}{{ $_ := set $missing . (hasSuffix "signing-key" . | ternary (genPrivateKey "ecdsa") (randAlphaNum 43)) }}{{ end }}
{{- end }}
{{- if $missing }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .app }}-keys
  labels:
    {{- include "souk-service.labels" .context | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: '-10'
    helm.sh/hook-delete-policy: before-hook-creation
data:
  secrets.json: {{ mergeOverwrite (deepCopy $there) $missing | toJson | b64enc }}
{{ end }}
{{- end }}

{{/* A Secret of what the values say, which changes with them. Call with dict "context" "name" "data". */}}
{{- define "souk.givenSecret" -}}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  labels:
    {{- include "souk-service.labels" .context | nindent 4 }}
stringData:
  {{- toYaml .data | nindent 2 }}
{{ end }}
