# docker build -t keyart .
#
# docs/install.md says how to run it; deploy/compose.yaml gives it as little as it needs.

# No digest is pinned here, since it depends on the registry that you pull from. To build from exactly
# one image, pass it (CONTRIBUTING.md, "Release", says how to find it):
#   docker build --build-arg NODE_IMAGE=node:26-bookworm-slim@sha256:… -t keyart .
ARG NODE_IMAGE=node:26-bookworm-slim

# The packages that Keyart runs with. Only another lockfile makes this layer anew. No package needs
# its install script: what is native comes built.
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
# tini: reaps processes and passes signals on, as the first process of a container has to.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    KEYART_HOST=0.0.0.0 \
    KEYART_DATA=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# /data belongs to the user with id 1000, whom the base image calls node.
RUN mkdir -p /data node_modules/.cache && chown node:node /data node_modules/.cache
USER node
# Fills Node's compile cache, as a container may write nothing but /data.
RUN node dist/src/main.js help > /dev/null
# keyart.json is looked for here, and the demo library is drawn here if no library is configured.
WORKDIR /data
VOLUME /data
EXPOSE 8097
# Reads the same configuration as the server. It is answered within five seconds, whatever the answer.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --start-interval=5s \
  CMD ["node", "/app/dist/src/main.js", "health"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/src/main.js"]
CMD ["serve"]
