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
{{ $global.eventsRedis.existingSecret | default "events-redis" }}: [password]
{{ $global.mongodb.existingSecret | default "mongodb" }}: {{ .Values.mongodb.enabled | ternary "[uri, password, keyfile]" "[uri]" }}
{{- end }}

{{/* Secrets made of what the values say, with what is in them. */}}
{{- define "souk.secretsGiven" -}}
{{- $global := .Values.global -}}
{{- $generate := .Values.secrets.generate -}}
{{- range $name, $value := dict "redis" "redis" "events-redis" "eventsRedis" }}
{{- $given := index $global $value -}}
{{- if and (not (index $.Values $name).enabled) (not $given.existingSecret) (or $given.password $generate) }}
{{ $name }}: { password: {{ $given.password | quote }} }
{{- end }}
{{- end }}
{{- if $global.mongodb.uri }}
mongodb: { uri: {{ $global.mongodb.uri | quote }} }
{{- end }}
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
{{- range $name, $value := dict "redis" "redis" "events-redis" "eventsRedis" }}
{{- $enabled := (index $v $name).enabled -}}
{{- $host := (index $v.global $value).host -}}
{{- if and $enabled $host }}{{ fail (printf "%s.enabled: set it to false, for global.%s.host names a server of your own" $name $value) }}{{ end -}}
{{- if not (or $enabled $host) }}{{ fail (printf "global.%s.host: set it, for %s.enabled is false" $value $name) }}{{ end -}}
{{- end }}
{{- if and $v.global.traces.enabled (not $v.jaeger.enabled) (not $v.global.traces.endpoint) }}{{ fail "global.traces.endpoint: set it, or global.traces.enabled to false, for jaeger.enabled is false" }}{{ end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) }}{{ fail "ingress.host: set it, for ingress.enabled is true" }}{{ end -}}
{{- if include "souk.live" . }}
{{- if and $v.ingress.enabled (regexMatch "(^|\\.)example$" $v.ingress.host) }}{{ fail (printf "ingress.host: %s is the example; set the name under which the shop is reached" $v.ingress.host) }}{{ end }}
{{- if not (.Capabilities.APIVersions.Has "dapr.io/v1alpha1/Configuration") }}
{{- fail "Dapr is not installed in this cluster: `helm install dapr dapr/dapr -n dapr-system --create-namespace --set dapr_sidecar_injector.sidecarDropALLCapabilities=true`, then this again; if it is in another namespace, set global.dapr.namespace" }}
{{- end }}
{{- $system := lookup "dapr.io/v1alpha1" "Configuration" $v.global.dapr.namespace "daprsystem" }}
{{- if not $system }}{{ fail (printf "global.dapr.namespace: Dapr is not in the namespace %s" $v.global.dapr.namespace) }}{{ end }}
{{- if not (dig "spec" "mtls" "enabled" true $system) }}{{ fail "Dapr runs without mTLS, so nobody's identity can be checked: install it with --set global.mtls.enabled=true" }}{{ end }}
{{- include "souk.sidecarCapabilities" . }}
{{- include "souk.ownedSecrets" . }}
{{- include "souk.missingSecrets" . }}
{{- end }}
{{- end }}

{{/* Pod Security `restricted` refuses sidecars that keep capabilities: no pod would be made, and nobody told. */}}
{{- define "souk.sidecarCapabilities" -}}
{{- $level := lookup "v1" "Namespace" "" .Release.Namespace | dig "metadata" "labels" "pod-security.kubernetes.io/enforce" "" -}}
{{- $drops := "" -}}
{{- range lookup "apps/v1" "Deployment" .Values.global.dapr.namespace "dapr-sidecar-injector" | dig "spec" "template" "spec" "containers" list }}
{{- range .env }}{{ if eq .name "SIDECAR_DROP_ALL_CAPABILITIES" }}{{ $drops = .value }}{{ end }}{{ end -}}
{{- end }}
{{- if and (eq $level "restricted") (ne $drops "true") }}
{{- fail (printf "Dapr's sidecars keep capabilities, which Pod Security `restricted` of the namespace %s refuses: helm upgrade dapr dapr/dapr -n %s --reuse-values --set dapr_sidecar_injector.sidecarDropALLCapabilities=true" .Release.Namespace .Values.global.dapr.namespace) }}
{{- end }}
{{- end }}

{{/* Secrets that a release owns, from a chart that had them so: without this annotation helm would delete them now. */}}
{{- define "souk.ownedSecrets" -}}
{{- $given := include "souk.secretsGiven" . | fromYaml -}}
{{- $owned := list -}}
{{- range $name, $_ := include "souk.secretsNeeded" . | fromYaml }}
{{- $annotations := lookup "v1" "Secret" $.Release.Namespace $name | dig "metadata" "annotations" dict -}}
{{- if and (not (hasKey $given $name)) (hasKey $annotations "meta.helm.sh/release-name") (ne (get $annotations "helm.sh/resource-policy") "keep") }}{{ $owned = append $owned $name }}{{ end -}}
{{- end }}
{{- if $owned }}
{{- fail (printf "Secrets belong to the release, and this upgrade would delete them: kubectl annotate secret -n %s %s helm.sh/resource-policy=keep" .Release.Namespace (join " " $owned)) }}
{{- end }}
{{- end }}

{{/* What is neither made nor given has to be there, with its keys. */}}
{{- define "souk.missingSecrets" -}}
{{- $namespace := .Release.Namespace -}}
{{- $v := .Values -}}
{{- $comes := keys (include "souk.secretsGiven" . | fromYaml) -}}
{{- if $v.secrets.generate }}
{{- range $app, $_ := include "souk.services" . | fromYaml }}{{ $comes = concat $comes (list (printf "%s-app-token" $app) (printf "%s-dapr-token" $app) (printf "%s-keys" $app)) }}{{ end -}}
{{- range $name := list "redis" "events-redis" }}{{ if (index $v $name).enabled }}{{ $comes = append $comes $name }}{{ end }}{{ end -}}
{{- if $v.mongodb.enabled }}{{ $comes = append $comes "mongodb" }}{{ end -}}
{{- end }}
{{- $missing := list -}}
{{- range $name, $keys := include "souk.secretsNeeded" . | fromYaml }}
{{- if not (has $name $comes) }}
{{- $there := (lookup "v1" "Secret" $namespace $name).data | default dict -}}
{{- range $keys }}{{ if not (hasKey $there .) }}{{ $missing = append $missing (printf "%s (%s)" $name .) }}{{ end }}{{ end -}}
{{- end }}
{{- end }}
{{- range $app, $service := include "souk.services" . | fromYaml }}
{{- $json := lookup "v1" "Secret" $namespace (printf "%s-keys" $app) | dig "data" "secrets.json" "" | b64dec -}}
{{- if and $json (not (has (printf "%s-keys" $app) $comes)) }}
{{- $there := fromJson $json -}}
{{- range $service.keys }}{{ if not (hasKey $there .) }}{{ $missing = append $missing (printf "%s-keys (%s inside secrets.json)" $app .) }}{{ end }}{{ end -}}
{{- end }}
{{- end }}
{{- if $missing }}
{{- fail (printf "Secrets are missing in the namespace %s: %s. Make them as docs/deploying.md tells%s" $namespace (join ", " $missing) ($v.secrets.generate | ternary "" ", or set secrets.generate to true")) }}
{{- end }}
{{- end }}
