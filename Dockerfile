# docker build -t keyart .
#
# docs/install.md says how to run it. deploy/compose.yaml runs it with few permissions.

# No digest is pinned here, because it depends on the registry. To build from an exact image, pass its
# digest (see "Release" in CONTRIBUTING.md):
#   docker build --build-arg NODE_IMAGE=node:26-bookworm-slim@sha256:… -t keyart .
ARG NODE_IMAGE=node:26-bookworm-slim

# The packages that Keyart needs to run. This layer changes only with the lockfile. Install scripts are
# not needed: native packages are prebuilt.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY build build
COPY client client
COPY demo demo
COPY web web
COPY src src
RUN node build/main.ts

FROM ${NODE_IMAGE}
# ffmpeg: chapter images and frames of videos. Keyart works without it.
# tini: reaps processes and forwards signals.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    container=docker \
    KEYART_HOST=0.0.0.0 \
    KEYART_DATA=/data \
    KEYART_LOG_FORMAT=text
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# /data belongs to the user `node` of the base image, with id 1000.
RUN mkdir -p /data node_modules/.cache && chown node:node /data node_modules/.cache
USER node
# Fills Node's compile cache, because the container can only write to /data.
RUN node dist/src/main.js help > /dev/null
# The folder of keyart.json, and of the demo library.
WORKDIR /data
VOLUME /data
EXPOSE 8097
# Uses the same configuration as the server, and gets a response within five seconds.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --start-interval=5s \
  CMD ["node", "/app/dist/src/main.js", "health"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/src/main.js"]
CMD ["serve"]
