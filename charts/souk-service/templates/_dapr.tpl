{{/* What the sidecar of this app is allowed and told; the twin of what tools/stack/sidecar.ts writes. */}}
{{- define "souk-service.configuration" -}}
{{- $global := .Values.global -}}
{{- $traces := include "souk-service.tracesEndpoint" . -}}
{{- $namespace := .Release.Namespace -}}
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  # By default an app that is not ready has no name, but the others become ready by asking the marketplace for its keys.
  nameResolution:
    component: kubernetes
    version: v1
    configuration:
      template: {{ printf "{{.ID}}{{if eq .ID \"marketplace\"}}-early{{else}}-dapr{{end}}.{{.Namespace}}.svc.%s:{{.Port}}" $global.dapr.clusterDomain | quote }}
  # By default each path is a label of its own, kept for ever: anyone could fill the sidecar's memory with ids.
  metrics:
    enabled: true
    http:
      increasedCardinality: false
  tracing:
    samplingRate: {{ empty $traces | ternary "0" $global.traces.samplingRate | quote }}
    {{- if $traces }}
    otel:
      endpointAddress: {{ (urlParse $traces).host }}
      isSecure: {{ eq (urlParse $traces).scheme "https" }}
      protocol: http
    {{- end }}
  secrets:
    scopes:
      - storeName: secrets
        defaultAccess: deny
        allowedSecrets: {{ .service.keys | toJson }}
  # By the identity in the caller's certificate. It does not cover actors: those calls the app itself refuses.
  accessControl:
    defaultAction: deny
    trustDomain: {{ $global.dapr.trustDomain }}
    {{- with .service.askedBy }}
    policies:
      {{- range . }}
      - appId: {{ .app }}
        trustDomain: {{ $global.dapr.trustDomain }}
        namespace: {{ $namespace }}
        defaultAction: {{ empty .paths | ternary "allow" "deny" }}
        {{- with .paths }}
        operations:
          {{- range . }}
          - name: {{ . }}
            httpVerb: [GET]
            action: allow
          {{- end }}
        {{- end }}
      {{- end }}
    {{- end }}
{{- end }}

{{/* Seconds from the end of the pod to that of sidecar and app. */}}
{{- define "souk-service.sidecarStop" -}}
{{- $stop := .service.shutdown -}}
{{ .service.public | ternary (add $stop.noticeSeconds $stop.appSeconds) $stop.noticeSeconds }}
{{- end }}

{{- define "souk-service.appStop" -}}
{{- $stop := .service.shutdown -}}
{{ .service.public | ternary $stop.noticeSeconds (add $stop.noticeSeconds $stop.sidecarSeconds) }}
{{- end }}

{{- define "souk-service.daprAnnotations" -}}
{{- $redis := .Values.global.redis -}}
{{- $events := .Values.global.eventsRedis -}}
{{- $sidecar := .service.sidecar.resources -}}
dapr.io/enabled: 'true'
dapr.io/app-id: {{ .app }}
dapr.io/app-port: '8080'
dapr.io/app-protocol: http
dapr.io/config: {{ .app }}
dapr.io/log-as-json: 'true'
dapr.io/app-token-secret: {{ .app }}-app-token
dapr.io/api-token-secret: {{ .app }}-dapr-token
# Keys come from a mounted file: no pod needs a token of the Kubernetes API.
dapr.io/disable-builtin-k8s-secret-store: 'true'
{{- if .service.keys }}
dapr.io/volume-mounts: keys:/keys
{{- end }}
{{- /* GOGC: Go collects when its heap has grown by half and not by the whole. */}}
{{- $variables := list "SECRETS_FILE=/keys/secrets.json" "GOGC=50" }}
{{- $variables = append $variables (printf "REDIS_HOST=%s,REDIS_USERNAME=%s,REDIS_DB=%v,REDIS_TLS=%v" (include "souk-service.redisHost" .) $redis.username $redis.db $redis.tls) }}
{{- $variables = append $variables (printf "EVENTS_REDIS_HOST=%s,EVENTS_REDIS_USERNAME=%s,EVENTS_REDIS_DB=%v,EVENTS_REDIS_TLS=%v" (include "souk-service.eventsRedisHost" .) $events.username $events.db $events.tls) }}
dapr.io/env: {{ join "," $variables | quote }}
dapr.io/env-from-secret: REDIS_PASSWORD={{ $redis.existingSecret | default "redis" }}:password,EVENTS_REDIS_PASSWORD={{ $events.existingSecret | default "events-redis" }}:password
dapr.io/sidecar-seccomp-profile-type: RuntimeDefault
dapr.io/sidecar-cpu-request: {{ $sidecar.requests.cpu | quote }}
dapr.io/sidecar-memory-request: {{ $sidecar.requests.memory | quote }}
dapr.io/sidecar-memory-limit: {{ $sidecar.limits.memory | quote }}
dapr.io/block-shutdown-duration: {{ include "souk-service.sidecarStop" . }}s
dapr.io/graceful-shutdown-seconds: {{ .service.shutdown.sidecarSeconds | quote }}
{{- end }}
