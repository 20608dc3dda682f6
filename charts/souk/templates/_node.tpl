{{/* A container that runs one of our scripts; every image of ours has what it needs. Call with dict "context" "name". */}}
{{- define "souk.nodeContainer" -}}
{{- $global := .context.Values.global -}}
{{- $image := .context.Values.marketplace.image | default dict -}}
{{- with $global.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
containers:
  - name: {{ .name }}
    image: {{ include "souk-service.image" (dict "global" $global "image" $image "name" "marketplace") }}
    imagePullPolicy: {{ $global.image.pullPolicy }}
    command: [node, --input-type=module, --eval]
    args:
      - |
        {{- .context.Files.Get (printf "files/%s.mjs" .name) | nindent 8 }}
    resources:
      requests: { cpu: 20m, memory: 64Mi }
      limits: { memory: 128Mi }
    securityContext:
      {{- include "souk-service.containerSecurity" .context | nindent 6 }}
{{- end }}
