# The image of the service, and PostgreSQL's own client tools: what `learnflow backup` and `restore` call. A separate image,
# so that the one that serves students stays without them.
#
#   docker build --file deploy/docker/backup.Dockerfile --build-arg SERVICE_IMAGE=registry.example.org/learnflow-triage@sha256:… --tag registry.example.org/learnflow-triage-backup:1.0.0 deploy/docker
ARG SERVICE_IMAGE
FROM ${SERVICE_IMAGE}
USER 0:0
# Debian 12 brings version 15: as old as the oldest server that the service works with, so newer servers need a newer Debian.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
USER 1000:1000
