{{- define "souk-service.deployment" -}}
{{- $stop := .service.shutdown -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  {{- with include "souk-service.replicas" . }}
  replicas: {{ . }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "souk-service.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "souk-service.labels" . | nindent 8 }}
        souk/sidecar: 'true'
        souk/mongodb: {{ .service.database | quote }}
        souk/reads-traces: {{ .service.readsTraces | quote }}
        {{- with .service.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        {{- include "souk-service.daprAnnotations" . | nindent 8 }}
        # A sidecar reads its Configuration once.
        souk/configuration: {{ include "souk-service.configuration" . | sha256sum | trunc 16 }}
        {{- with .service.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ .app }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ add $stop.noticeSeconds $stop.sidecarSeconds $stop.appSeconds }}
      securityContext:
        {{- include "souk-service.podSecurity" . | nindent 8 }}
      {{- with .Values.global.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with .service.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      topologySpreadConstraints:
        {{- if .service.topologySpread }}
        {{- range $constraint := .service.topologySpread }}
        - {{- toYaml $constraint | nindent 10 }}
          labelSelector:
            matchLabels:
              {{- include "souk-service.selector" $ | nindent 14 }}
        {{- end }}
        {{- else }}
        {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "souk-service.selector" $ | nindent 14 }}
        {{- end }}
        {{- end }}
      containers:
        - name: app
          image: {{ include "souk-service.image" (dict "global" .Values.global "image" .service.image "name" .app) }}
          imagePullPolicy: {{ .Values.global.image.pullPolicy }}
          ports:
            - { name: http, containerPort: 8080 }
            {{- if .service.public }}
            - { name: public, containerPort: 8081 }
            {{- end }}
          env:
            {{- include "souk-service.env" . | nindent 12 }}
          resources:
            {{- toYaml .service.resources | nindent 12 }}
          securityContext:
            {{- include "souk-service.containerSecurity" . | nindent 12 }}
          lifecycle:
            preStop:
              sleep:
                seconds: {{ include "souk-service.appStop" . }}
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 1
            failureThreshold: 60
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 3
            timeoutSeconds: 3
          livenessProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
          {{- if or .service.data .service.extraVolumeMounts }}
          volumeMounts:
            {{- if .service.data }}
            - { name: data, mountPath: {{ .service.data }} }
            {{- end }}
            {{- with .service.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- end }}
      {{- if or .service.data .service.keys .service.extraVolumes }}
      volumes:
        {{- if .service.data }}
        - name: data
          emptyDir: {}
        {{- end }}
        {{- if .service.keys }}
        - name: keys
          secret:
            secretName: {{ .app }}-keys
            defaultMode: 0440
        {{- end }}
        {{- with .service.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
      {{- range $field := list "nodeSelector" "tolerations" "affinity" }}
      {{- with index $.service $field }}
      {{ $field }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
{{- end }}

{{- define "souk-service.env" -}}
- { name: PORT, value: '8080' }
{{- if .service.public }}
- { name: PUBLIC_PORT, value: '8081' }
{{- end }}
- { name: HOST, value: 0.0.0.0 }
- { name: NODE_ENV, value: production }
- { name: LOG_LEVEL, value: {{ .Values.global.logLevel }} }
- name: POD_NAME
  valueFrom:
    fieldRef: { fieldPath: metadata.name }
- name: DAPR_API_TOKEN
  valueFrom:
    secretKeyRef: { name: {{ .app }}-dapr-token, key: token }
- name: APP_API_TOKEN
  valueFrom:
    secretKeyRef: { name: {{ .app }}-app-token, key: token }
{{- with .Values.global.unsignedUntil }}
- { name: UNSIGNED_UNTIL, value: {{ . | quote }} }
{{- end }}
{{- with include "souk-service.tracesEndpoint" . }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- with include "souk-service.tracesQuery" . }}
- { name: JAEGER_QUERY_URL, value: {{ . | quote }} }
{{- end }}
{{- if .service.database }}
- name: MONGODB_URI
  valueFrom:
    secretKeyRef: { name: {{ .Values.global.mongodb.existingSecret | default "mongodb" }}, key: uri }
- { name: MONGODB_DATABASE, value: {{ printf "%s%s" .Values.global.mongodb.databasePrefix .app | quote }} }
{{- end }}
{{- if .service.keepsStreams }}
{{- $redis := .Values.global.eventsRedis }}
- { name: EVENTS_REDIS_HOST, value: {{ include "souk-service.eventsRedisHost" . | trim | quote }} }
- { name: EVENTS_REDIS_USERNAME, value: {{ $redis.username | quote }} }
- name: EVENTS_REDIS_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ $redis.existingSecret | default "events-redis" }}, key: password }
- { name: EVENTS_REDIS_DB, value: {{ $redis.db | toString | quote }} }
- { name: EVENTS_REDIS_TLS, value: {{ $redis.tls | toString | quote }} }
{{- end }}
{{- if .service.data }}
- { name: DATA_DIR, value: {{ .service.data | quote }} }
{{- end }}
{{- range $name, $value := .service.env }}
- { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- with .service.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
