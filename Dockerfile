# Readout with its pinned dependencies. Build: docker build -t readout .
FROM python:3.11.11-slim-bookworm AS build
WORKDIR /opt/readout
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make=4.3-4.1 \
    && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml requirements.lock Makefile README.md LICENSE prefect.yaml ./
COPY flows flows
COPY transforms transforms
COPY expectations expectations
COPY warehouse warehouse
COPY seeds seeds
RUN make .venv/ready

FROM python:3.11.11-slim-bookworm
RUN useradd --create-home --uid 10001 readout && install -d -o readout -g readout /data
COPY --from=build /opt/readout /opt/readout
ENV PATH=/opt/readout/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    READOUT_WAREHOUSE=/data/readout.duckdb
USER 10001
WORKDIR /opt/readout
# For a container of its own; docker-compose.yml has the health of each service
HEALTHCHECK --interval=5m --timeout=1m CMD ["readout", "doctor", "--quick"]
ENTRYPOINT ["readout"]
CMD ["run"]
