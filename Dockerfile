FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin producflow \
    && install --directory --owner=producflow --mode=0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
USER 10001
# The database, its generated secret and uploads on their way in live on the volume; nothing else is written.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    PRODUCFLOW_DATABASE=/data/producflow.duckdb \
    PRODUCFLOW_ADDRESS=0.0.0.0 \
    PRODUCFLOW_PORT=8501
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PRODUCFLOW_PORT\"]}/health', timeout=4)"]
ENTRYPOINT ["python", "-m", "producflow"]
CMD ["serve"]
