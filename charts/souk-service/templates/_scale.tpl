{{/*
Without autoscaling the number of the values; with it nothing, for the autoscaler has its own. But while helm alone has set the
number, leaving it out would bring the default back, which is one: then it stays what it is. Rendered without a cluster it is
left out.
*/}}
{{- define "souk-service.replicas" -}}
{{- $scale := .service.autoscaling -}}
{{- if not $scale.enabled }}
{{- .service.replicas }}
{{- else if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}
{{- $live := lookup "apps/v1" "Deployment" .Release.Namespace .app -}}
{{- $others := false -}}
{{- range dig "metadata" "managedFields" list $live }}
{{- if and (ne .manager "helm") (hasKey (dig "fieldsV1" "f:spec" dict .) "f:replicas") }}{{ $others = true }}{{ end -}}
{{- end }}
{{- if not $others }}{{ max $scale.minReplicas (dig "spec" "replicas" 0 $live) }}{{ end -}}
{{- end }}
{{- end }}

{{/* A node can always be emptied, one replica at a time. */}}
{{- define "souk-service.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "souk-service.selector" . | nindent 6 }}
{{- end }}

{{- define "souk-service.autoscaler" -}}
{{- $scale := .service.autoscaling -}}
{{- if $scale.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ .app }} }
  minReplicas: {{ $scale.minReplicas }}
  maxReplicas: {{ $scale.maxReplicas }}
  metrics:
    # Of the app alone: the sidecar's share would blur it.
    - type: ContainerResource
      containerResource:
        name: cpu
        container: app
        target: { type: Utilization, averageUtilization: {{ $scale.cpuPercent }} }
    {{- with $scale.queue }}
    - type: Pods
      pods:
        metric: { name: {{ .metric }} }
        target: { type: AverageValue, averageValue: {{ .averageValue | quote }} }
    {{- end }}
  behavior:
    # Actors move with every change of the set of hosts.
    scaleDown:
      stabilizationWindowSeconds: 300
      policies: [{ type: Pods, value: 1, periodSeconds: 60 }]
{{- end }}
{{- end }}

{{/* Who scrapes by the Prometheus operator: the app, and its sidecar. */}}
{{- define "souk-service.monitor" -}}
{{- $monitor := .Values.global.podMonitor -}}
{{- if $monitor.enabled }}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
    {{- with $monitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "souk-service.selector" . | nindent 6 }}
  podMetricsEndpoints:
    - { port: http, path: /metrics, interval: {{ $monitor.interval }} }
    - { port: dapr-metrics, path: /, interval: {{ $monitor.interval }} }
{{- end }}
{{- end }}
