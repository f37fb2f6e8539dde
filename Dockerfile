# docker build -t keyart .
#
# To run it with as little as it needs: deploy/compose.yaml, or
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges …

FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY . .
# Builds the page, too (`prepare`). What only building needs is taken away again, the package
# `node` with it: Node comes with the image.
RUN npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim
# ffmpeg: for chapter images and frames of videos; Keyart does without where it is missing.
# tini: the first process of a container has duties that are none of Node's.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    KEYART_HOST=0.0.0.0 \
    KEYART_DATA=/data
COPY --from=build /app/package.json /app/LICENSE /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY --from=build /app/src /app/src
COPY --from=build /app/demo /app/demo
RUN mkdir -p /data /app/node_modules/.cache && chown node:node /data /app/node_modules/.cache
USER node
# What the compiler makes of the sources, for every start: a container may write nothing but /data.
RUN node /app/src/main.js help > /dev/null
# keyart.json is looked for here, and the demo library is made here where no library is named.
WORKDIR /data
VOLUME /data
EXPOSE 8097
# An answer comes within five seconds, whatever it is.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KEYART_PORT || 8097}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/src/main.js"]
CMD ["serve"]
