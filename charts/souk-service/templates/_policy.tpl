{{- define "souk-service.peers" -}}
- podSelector:
    matchExpressions:
      - { key: app.kubernetes.io/name, operator: In, values: {{ . | toJson }} }
{{- end }}

{{- define "souk-service.nameEgress" -}}
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: kube-system }
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}

{{/* Names and the Dapr control plane; ports are those of the pods, not of their services. */}}
{{- define "souk-service.clusterEgress" -}}
{{ include "souk-service.nameEgress" . }}
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: {{ .Values.global.dapr.namespace }} }
  ports:
    - { port: 6500 } # operator
    - { port: 50001 } # sentry
    - { port: 50005 } # placement
    - { port: 50006 } # scheduler
{{- end }}

{{/* A server of the user's own may be anywhere: then only its port is fixed. Call with dict "own" "name" "port". */}}
{{- define "souk-service.serverEgress" -}}
- ports:
    - { port: {{ .port }} }
  {{- if not .own }}
  to:
    - podSelector:
        matchLabels: { app.kubernetes.io/name: {{ .name }} }
  {{- end }}
{{- end }}

{{/* The connections of architecture.md and no other; the default in the namespace is none. */}}
{{- define "souk-service.policy" -}}
{{- $global := .Values.global -}}
{{- if $global.networkPolicy.enabled }}
{{- $callers := list -}}
{{- range .service.askedBy }}{{ $callers = append $callers .app }}{{ end -}}
{{- $asked := .service.asks -}}
{{- if .service.actors }}{{ $callers = append $callers .app }}{{ $asked = append $asked .app }}{{ end -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "souk-service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- with $callers }}
    - from:
        {{- include "souk-service.peers" . | nindent 8 }}
      ports:
        - { port: 50002 }
    {{- end }}
    {{- if .service.public }}
    - from:
        {{- toYaml $global.networkPolicy.publicFrom | nindent 8 }}
        - podSelector:
            matchLabels: { app.kubernetes.io/component: journey }
      ports:
        - { port: 8081 }
    {{- end }}
    {{- with $global.networkPolicy.metricsFrom }}
    - from:
        {{- toYaml . | nindent 8 }}
      ports:
        - { port: 8080 }
        - { port: 9090 }
    {{- end }}
  egress:
    {{- include "souk-service.clusterEgress" . | nindent 4 }}
    {{- with $asked }}
    - to:
        {{- include "souk-service.peers" . | nindent 8 }}
      ports:
        - { port: 50002 }
    {{- end }}
    {{- $redisPort := include "souk-service.redisHost" . | splitList ":" | last }}
    {{- include "souk-service.serverEgress" (dict "own" $global.redis.host "name" "redis" "port" $redisPort) | nindent 4 }}
    {{- $eventsPort := include "souk-service.eventsRedisHost" . | splitList ":" | last }}
    {{- include "souk-service.serverEgress" (dict "own" $global.eventsRedis.host "name" "events-redis" "port" $eventsPort) | nindent 4 }}
    {{- if .service.database }}
    {{- $own := or $global.mongodb.uri $global.mongodb.existingSecret }}
    {{- include "souk-service.serverEgress" (dict "own" $own "name" "mongodb" "port" $global.mongodb.port) | nindent 4 }}
    {{- end }}
    {{- with .service.outboundPorts }}
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
        - ipBlock: { cidr: 2000::/3 }
      ports:
        {{- range . }}
        - { port: {{ . }} }
        {{- end }}
    {{- end }}
    {{- with include "souk-service.tracesEndpoint" . }}
    {{- $port := (urlParse .).host | splitList ":" | last }}
    {{- include "souk-service.serverEgress" (dict "own" $global.traces.endpoint "name" "jaeger" "port" $port) | nindent 4 }}
    {{- end }}
    {{- with include "souk-service.tracesQuery" . }}
    {{- $own := or $global.traces.queryUrl $global.traces.endpoint }}
    {{- $port := (urlParse .).host | splitList ":" | last }}
    {{- include "souk-service.serverEgress" (dict "own" $own "name" "jaeger" "port" $port) | nindent 4 }}
    {{- end }}
{{- end }}
{{- end }}
