{{/* Whether a cluster answers: rendered offline the versions are a list without kinds, and nothing can be looked up. */}}
{{- define "souk.live" -}}
{{- if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}live{{ end -}}
{{- end }}

{{/* Every Secret the pods name, as `name key,key`. */}}
{{- define "souk.secretsNeeded" -}}
{{- $global := .Values.global -}}
{{- range $app, $service := include "souk.services" . | fromYaml }}
{{ $app }}-app-token: [token]
{{ $app }}-dapr-token: [token]
{{- if $service.keys }}
{{ $app }}-keys: [secrets.json]
{{- end }}
{{- end }}
{{ $global.redis.existingSecret | default "redis" }}: [password]
{{ $global.mongodb.existingSecret | default "mongodb" }}: {{ .Values.mongodb.enabled | ternary "[uri, password, keyfile]" "[uri]" }}
{{- end }}

{{/* Name and values of every service: what has an app-token is one. */}}
{{- define "souk.services" -}}
{{- range $name, $values := .Values }}
{{- if and (kindIs "map" $values) (hasKey $values "souk-service") (not (hasKey $values "ports")) }}
{{ $name }}:
  {{- mustMergeOverwrite (deepCopy (index $values "souk-service")) (omit $values "souk-service") | toYaml | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What can be known to be wrong before anything is installed; each in one line that names the value to set. */}}
{{- define "souk.checks" -}}
{{- $v := .Values -}}
{{- $ownMongo := or $v.global.mongodb.uri $v.global.mongodb.existingSecret -}}
{{- if and $v.mongodb.enabled $ownMongo }}{{ fail "mongodb.enabled: set it to false, for global.mongodb names a server of your own" }}{{ end -}}
{{- if not (or $v.mongodb.enabled $ownMongo) }}{{ fail "global.mongodb.uri (or .existingSecret): set it, for mongodb.enabled is false" }}{{ end -}}
{{- if and $v.redis.enabled $v.global.redis.host }}{{ fail "redis.enabled: set it to false, for global.redis.host names a server of your own" }}{{ end -}}
{{- if not (or $v.redis.enabled $v.global.redis.host) }}{{ fail "global.redis.host: set it, for redis.enabled is false" }}{{ end -}}
{{- if and $v.global.traces.enabled (not $v.jaeger.enabled) (not $v.global.traces.endpoint) }}{{ fail "global.traces.endpoint: set it, or global.traces.enabled to false, for jaeger.enabled is false" }}{{ end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) }}{{ fail "ingress.host: set it, for ingress.enabled is true" }}{{ end -}}
{{- if include "souk.live" . }}
{{- if not (.Capabilities.APIVersions.Has "dapr.io/v1alpha1/Configuration") }}
{{- fail "Dapr is not installed in this cluster: `helm install dapr dapr/dapr -n dapr-system --create-namespace --set dapr_sidecar_injector.sidecarDropALLCapabilities=true`, then this again; if it is in another namespace, set global.dapr.namespace" }}
{{- end }}
{{- $system := lookup "dapr.io/v1alpha1" "Configuration" $v.global.dapr.namespace "daprsystem" }}
{{- if not $system }}{{ fail (printf "global.dapr.namespace: Dapr is not in the namespace %s" $v.global.dapr.namespace) }}{{ end }}
{{- if not (dig "spec" "mtls" "enabled" true $system) }}{{ fail "Dapr runs without mTLS, so nobody's identity can be checked: install it with --set global.mtls.enabled=true" }}{{ end }}
{{- if not $v.secrets.generate }}{{ include "souk.missingSecrets" . }}{{ end }}
{{- end }}
{{- end }}

{{- define "souk.missingSecrets" -}}
{{- $namespace := .Release.Namespace -}}
{{- $missing := list -}}
{{- range $name, $keys := include "souk.secretsNeeded" . | fromYaml }}
{{- $there := (lookup "v1" "Secret" $namespace $name).data | default dict -}}
{{- range $keys }}{{ if not (hasKey $there .) }}{{ $missing = append $missing (printf "%s (%s)" $name .) }}{{ end }}{{ end -}}
{{- end }}
{{- if $missing }}
{{- fail (printf "Secrets are missing in the namespace %s: %s. Make them as docs/deploying.md tells, or set secrets.generate to true" $namespace (join ", " $missing)) }}
{{- end }}
{{- end }}
