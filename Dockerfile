# The image of the web server, the worker and the clock (docker-compose.yml).

FROM node:24-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for `manage.py backup` and `restore`: the same release as the database's.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /srv/xiantao --shell /usr/sbin/nologin xiantao \
 && install -d -o xiantao /srv/xiantao /srv/xiantao/var /srv/static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/static
WORKDIR /srv/xiantao
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /assets/node_modules node_modules
USER xiantao
# The keys that settings make when none are given serve this step alone and are thrown away.
RUN XIANTAO_VAR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
 && rm -r /tmp/build
VOLUME /srv/xiantao/var
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket"]
