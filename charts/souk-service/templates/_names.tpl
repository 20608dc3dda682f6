{{/* The values of a service: what its chart says over what holds for all. */}}
{{- define "souk-service.values" -}}
{{- $own := omit (deepCopy .Values) "souk-service" -}}
{{- mustMergeOverwrite (omit (deepCopy (index .Values "souk-service")) "global") $own | toYaml -}}
{{- end }}

{{- define "souk-service.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "souk-service.labels" -}}
{{ include "souk-service.selector" . }}
app.kubernetes.io/part-of: souk
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* [registry/]name:tag, or by digest. Call with dict "global" "image" "name". */}}
{{- define "souk-service.image" -}}
{{- $registry := empty .global.image.registry | ternary "" (printf "%s/" .global.image.registry) -}}
{{- $name := .image.name | default (printf "souk-%s" .name) -}}
{{- if .image.digest -}}
{{ $registry }}{{ $name }}@{{ .image.digest }}
{{- else -}}
{{ $registry }}{{ $name }}:{{ .global.image.tag }}
{{- end -}}
{{- end }}

{{- define "souk-service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "souk-service.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Where things are: the charts' own servers, or the user's. */}}
{{- define "souk-service.redisHost" -}}
{{ .Values.global.redis.host | default "redis:6379" }}
{{- end }}

{{- define "souk-service.eventsRedisHost" -}}
{{ .Values.global.eventsRedis.host | default "events-redis:6379" }}
{{- end }}

{{- define "souk-service.tracesEndpoint" -}}
{{ .Values.global.traces.enabled | ternary (.Values.global.traces.endpoint | default "http://jaeger:4318") "" }}
{{- end }}

{{/* Nothing for a service that shows no traces, and where nobody said what can be asked for those of the user's collector. */}}
{{- define "souk-service.tracesQuery" -}}
{{- $traces := .Values.global.traces -}}
{{- if and $traces.enabled .service.readsTraces -}}
{{ $traces.queryUrl | default (empty $traces.endpoint | ternary "http://jaeger:16686" "") }}
{{- end -}}
{{- end }}
