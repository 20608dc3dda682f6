{{/*
A Secret that keeps what it has: a value is made only where there is none, unless it is `fixed` by the values. `uri` derives
MongoDB's URI from its password.
*/}}
{{- define "souk.secret" -}}
{{- $there := dict -}}
{{- if not .fixed }}{{ $there = (lookup "v1" "Secret" .context.Release.Namespace .name).data | default dict }}{{ end -}}
{{- $data := dict -}}
{{- range $key, $fresh := .make }}{{ $_ := set $data $key (get $there $key | default ($fresh | b64enc)) }}{{ end -}}
{{- if .uri }}
{{- $uri := printf "mongodb://souk:%s@mongodb:27017/?directConnection=true&authSource=admin" (get $data "password" | b64dec) }}
{{- $_ := set $data "uri" ($uri | b64enc) }}
{{- end }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  labels:
    {{- include "souk-service.labels" .context | nindent 4 }}
data:
  {{- toYaml $data | nindent 2 }}
{{ end }}
