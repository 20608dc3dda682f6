{{/* What mongodb and redis have in common: one pod, one volume, a name that is there before it is ready. */}}
{{- define "souk-service.serverService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Chart.Name }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  {{- if .Values.storage }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "souk-service.selector" . | nindent 4 }}
  ports:
    {{- range $name, $port := .Values.ports }}
    - { name: {{ $name }}, port: {{ $port }} }
    {{- end }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Chart.Name }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}

{{- define "souk-service.serverPod" -}}
serviceAccountName: {{ .Chart.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "souk-service.podSecurity" . | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "souk-service.volumeClaim" -}}
volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .Values.storage.className }}
      storageClassName: {{ . | quote }}
      {{- end }}
      resources:
        requests:
          storage: {{ .Values.storage.size }}
{{- end }}

{{/* Who may come in; nothing goes out. Call with dict "context" "ports" (of each port, the pod selector terms). */}}
{{- define "souk-service.serverPolicy" -}}
{{- if .context.Values.global.networkPolicy.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .context.Chart.Name }}
  labels:
    {{- include "souk-service.labels" .context | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "souk-service.selector" .context | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- range $port, $from := .ports }}
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/part-of: souk
              {{- range $label, $value := $from }}
              {{ $label }}: {{ $value | quote }}
              {{- end }}
      ports:
        - { port: {{ $port }} }
    {{- end }}
{{- end }}
{{- end }}
