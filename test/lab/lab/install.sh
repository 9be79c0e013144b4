#!/usr/bin/env bash
# Installs what the lab needs from Debian packages, only when something is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
PATH=$PATH:/usr/sbin:/sbin
need=()
add() { command -v "$1" >/dev/null 2>&1 || need+=("$2"); }
add dockerd docker.io
add docker-compose docker-compose
add iptables iptables
add mmdebstrap mmdebstrap
add ssh openssh-client
add etcdctl etcd-client
add sudo sudo
add pg_dumpall postgresql-client
add zstd zstd
[ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || need+=(debian-archive-keyring)
[ "${#need[@]}" = 0 ] && exit 0
[ "$(id -u)" = 0 ] || lab_die "missing ${need[*]}; run as root, or install them"
lab_say "installing ${need[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=600 update -qq
apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${need[@]}" >/dev/null
