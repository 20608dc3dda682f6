{{- define "souk-service.services" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .app }}
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "souk-service.selector" . | nindent 4 }}
  ports:
    # Probes, metrics and what the sidecar calls: never behind an ingress.
    - { name: http, port: 8080, targetPort: http }
    {{- if .service.public }}
    - { name: public, port: 80, targetPort: public }
    {{- end }}
{{- if .service.askedEarly }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .app }}-early
  labels:
    {{- include "souk-service.labels" . | nindent 4 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "souk-service.selector" . | nindent 4 }}
  ports:
    - { name: dapr-internal, port: 50002 }
{{- end }}
{{- end }}
