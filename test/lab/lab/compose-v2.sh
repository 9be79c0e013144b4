#!/usr/bin/env bash
# Puts compose v2 where only those who ask find it: DOCKER_CONFIG=$BAI_LAB_DIR/docker-v2. Debian 12 has only v1; the
# program of the next release runs on it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
config=$BAI_LAB_DIR/docker-v2
mkdir -p "$config/cli-plugins"
exec 9>"$config/lock"; flock 9
! DOCKER_CONFIG=$config docker compose version >/dev/null 2>&1 || exit 0
mirror=${BAI_LAB_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | grep -v security | head -1)}
[ -n "$mirror" ] || lab_die "apt knows no Debian mirror; set BAI_LAB_MIRROR"
lab_say "fetching compose v2"
apt=$(mktemp -d); trap 'rm -rf "$apt"' EXIT
chmod 755 "$apt"
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/etc" "$apt/deb"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror ${BAI_LAB_NEXT_SUITE:-trixie} main" >"$apt/etc/sources.list"
cat >"$apt/apt.conf" <<A
Dir::Etc::sourcelist "$apt/etc/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$apt/state";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Sandbox::User "root";
A
export APT_CONFIG=$apt/apt.conf
apt-get update -qq >&2
(cd "$apt/deb" && apt-get download -qq docker-compose >&2)
dpkg-deb -x "$apt"/deb/docker-compose_*.deb "$apt/root"
install -m 755 "$apt/root/usr/libexec/docker/cli-plugins/docker-compose" "$config/cli-plugins/docker-compose.new"
mv "$config/cli-plugins/docker-compose.new" "$config/cli-plugins/docker-compose"
DOCKER_CONFIG=$config docker compose version >&2
