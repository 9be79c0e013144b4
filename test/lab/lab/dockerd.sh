#!/usr/bin/env bash
# Starts a Docker engine by hand when none answers (no systemd needed); its pid goes to $BAI_LAB_DIR/dockerd.pid.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
docker version >/dev/null 2>&1 && exit 0
[ "$(id -u)" = 0 ] || lab_die "no Docker engine answers; run as root to start one"
mkdir -p "$lab_log"
exec 9>"$BAI_LAB_DIR/dockerd.lock"; flock 9
docker version >/dev/null 2>&1 && exit 0
setsid nohup "$(PATH=$PATH:/usr/sbin command -v dockerd)" >"$lab_log/dockerd.log" 2>&1 </dev/null 9>&- &
echo $! >"$BAI_LAB_DIR/dockerd.pid"
lab_wait "the Docker engine (see $lab_log/dockerd.log)" docker version
lab_say "Docker engine started, pid $(cat "$BAI_LAB_DIR/dockerd.pid")"
