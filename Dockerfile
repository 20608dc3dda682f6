# One recipe for every service: `--build-arg APP=<app id>`. What all of them share is built once.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=debian:bookworm-slim

# Only what npm reads: a change of a source file leaves the layer of `npm ci` as it is.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /souk
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS build
WORKDIR /souk
COPY --from=manifests /souk .
# A network whose certificates are its own passes them in as the secret `ca`; without it this is a plain `npm ci`.
RUN --mount=type=secret,id=ca,target=/run/ca.pem --mount=type=cache,target=/root/.npm \
    if [ -f /run/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/ca.pem; fi; \
    npm ci --no-audit --no-fund
COPY . .
RUN if [ -f frontend/package.json ]; then npm run build --workspace frontend; fi
RUN node --import tsx tools/commands/image-files.ts /out

# Stripped, Node is 18 MB smaller: names of its inner functions, which nobody reads in a container.
FROM ${NODE_IMAGE} AS programs
RUN apt-get update && apt-get install -y --no-install-recommends tini binutils
RUN strip --strip-all -o /usr/bin/node-stripped /usr/local/bin/node

FROM ${BASE_IMAGE} AS app
ARG APP
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="souk-${APP}" \
      org.opencontainers.image.description="The service ${APP} of Souk, a multi-vendor marketplace" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Without npm and its packages; of Node the one program is enough.
COPY --from=programs /usr/bin/node-stripped /usr/local/bin/node
COPY --from=programs /usr/bin/tini /usr/bin/tini
COPY --from=build /out/${APP} /app
WORKDIR /app
ENV NODE_ENV=production
USER 10001:10001
EXPOSE 8080
# As process 1, Node would not hear a signal before the service listens for it. Probes do what a HEALTHCHECK would.
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--enable-source-maps", "--max-semi-space-size=4"]
CMD ["/app/main.js"]
