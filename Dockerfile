# Signet and its demo app, built from this tree. The image holds two programs, the certificate
# authorities of Debian, and a health check of ten lines; it runs as nobody in particular.
# `docker build --build-arg DEMO=no .` leaves the demo app out.

FROM rust:1.95.0-slim-bookworm AS build
ARG DEMO=yes
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    mkdir /out \
    && if [ "$DEMO" = no ]; then \
        cargo build --release --locked --package signet --no-default-features; \
    else \
        cargo build --release --locked --package signet --package demo-app \
        && cp target/release/demo-app /out/; \
    fi \
    && cp target/release/signet /out/

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin signet \
    && install --directory --owner signet --group signet --mode 0700 /var/lib/signet
COPY --from=build /out/ /usr/local/bin/
COPY deploy/healthy /usr/local/bin/healthy

# A container is reached from outside itself, so the listener is not on loopback.
ENV SIGNET__HTTP__LISTEN=0.0.0.0:3001 \
    SIGNET__DATA_DIR=/var/lib/signet
USER signet
WORKDIR /var/lib/signet
VOLUME /var/lib/signet
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["healthy", "3001", "/readyz"]
ENTRYPOINT ["signet"]
CMD ["serve"]
