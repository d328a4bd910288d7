# Build: everything, then only what runs.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json tsconfig.json ./
COPY src src
COPY projections projections
RUN npm run build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
LABEL org.opencontainers.image.title="jejak" \
      org.opencontainers.image.description="The audit trail of a revolving micro-loan fund"
ENV NODE_ENV=production \
    EVENT_STORE_URL=file:/data/jejak.db \
    READ_MODEL_URL=file:/data/jejak.db \
    KEY_STORE_URL=file:/data/keys.db \
    MASTER_KEY_FILE=/data/master.key \
    TOKEN_KEYS=/data/token-keys.json \
    TOKEN_KEY_FILE=/data/token.pem \
    CHECKPOINT_PLACE=/data/checkpoints \
    SIGNING_KEY_FILE=/data/signing.key \
    AUTH=token
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/package.json package.json
COPY samples samples
# What is in the image belongs to root and stays as it is; only /data and /checkpoints are written.
RUN install -d -o node -g node -m 0700 /data \
    && install -d -o node -g node -m 0755 /checkpoints \
    && printf '#!/bin/sh\nexec node /app/dist/src/cli.js "$@"\n' > /usr/local/bin/jejak \
    && chmod 755 /usr/local/bin/jejak
USER node
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["node", "/app/dist/src/cli.js"]
CMD ["serve", "--make-token-key"]
