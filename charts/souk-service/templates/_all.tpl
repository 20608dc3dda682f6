{{/* The whole of a service. */}}
{{- define "souk-service.all" -}}
{{- $service := include "souk-service.values" . | fromYaml -}}
{{- $context := dict "Chart" .Chart "Release" .Release "Values" .Values "Capabilities" .Capabilities "service" $service "app" .Chart.Name -}}
{{- range $part := list "account" "configuration" "deployment" "services" "policy" "budget" "autoscaler" "monitor" }}
{{- with include (printf "souk-service.%s" $part) $context | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "souk-service.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}
