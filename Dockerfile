# The service and its loader; `docker compose up` runs both beside a PostGIS. A container takes the commands of ./run.
FROM python:3.12-slim-bookworm

RUN useradd --create-home --uid 1000 kharita && install -d -o kharita -g kharita /srv/kharita
USER kharita
WORKDIR /srv/kharita

# packages change less often than the project: a layer of their own, installed as ./run installs them anywhere
COPY --chown=kharita:kharita run requirements.lock requirements-uv.lock package.json package-lock.json ./
RUN ./run install && rm -rf ~/.cache ~/.npm

COPY --chown=kharita:kharita . .
# the volumes of compose.yaml take their owner from these
RUN mkdir -p build data/raw

# asked from outside the container, the service wants a key: docs/operating.md
EXPOSE 8000
ENTRYPOINT ["./run"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
