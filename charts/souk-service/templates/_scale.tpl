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
