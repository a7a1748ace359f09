#!/bin/sh
# A base image's files in the shape of the official Node image, for machines that reach no image registry: Debian, the
# pinned Node, npm, and the user `node` with id 1000. Written to $1/base.tar.
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mmdebstrap --quiet --variant=minbase --include=ca-certificates \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$root/image"
chroot "$root/image" useradd --uid 1000 --create-home --shell /bin/sh node
install -m 755 "$(node -p process.execPath)" "$root/image/usr/local/bin/node"
npm install --silent --global --prefix "$root/image/usr/local" npm@11.19.1
# Certificates of this machine: the registry may be behind a proxy that only it trusts.
cp -L /etc/ssl/certs/ca-certificates.crt "$root/image/etc/ssl/certs/ca-certificates.crt"
# The packages that the machine has fetched once are in the cache that a build mounts.
mkdir -p "$root/image/usr/local/etc"
echo prefer-offline=true >"$root/image/usr/local/etc/npmrc"
tar --numeric-owner -C "$root/image" -cf "$1/base.tar" .
