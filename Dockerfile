# docker build -t keyart .

FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY . .
# Builds the page, too (`prepare`). What only building needs is taken away again, the package
# `node` with it: Node comes with the image.
RUN npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim
# For chapter images and frames of videos; Keyart does without where it is missing.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    KEYART_HOST=0.0.0.0 \
    KEYART_DATA=/data
COPY --from=build /app/package.json /app/LICENSE /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY --from=build /app/src /app/src
RUN mkdir /data && chown node:node /data
USER node
# keyart.json is looked for here, and the demo library is made here where no library is named.
WORKDIR /data
VOLUME /data
EXPOSE 8097
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KEYART_PORT || 8097}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/src/main.ts"]
CMD ["serve"]
