#!/usr/bin/env bash
# Takes the lab down. --data removes its data too, --images its images, --dockerd stops the engine dockerd.sh started;
# --all does all three.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
data= images= daemon=
for a in "$@"; do
  case $a in --data) data=1;; --images) images=1;; --dockerd) daemon=1;; --all) data=1 images=1 daemon=1;; *) lab_die "unknown option $a";; esac
done
if docker version >/dev/null 2>&1; then
  mapfile -t ids < <(docker ps -aq --filter "label=bai.lab.prefix=$BAI_LAB_PREFIX"; docker ps -aq --filter "label=com.docker.compose.project=$BAI_LAB_PROJECT")
  [ "${#ids[@]}" = 0 ] || docker rm -fv "${ids[@]}" >/dev/null
  docker network rm "${BAI_LAB_PROJECT}_default" >/dev/null 2>&1
  if [ -n "$images" ]; then
    for n in node postgres etcd redis wsproxy base; do docker rmi -f "$(lab_image "$n")" >/dev/null 2>&1; done
  fi
fi
[ -z "$data" ] || rm -rf "$lab_data"
if [ -n "$daemon" ] && [ -f "$BAI_LAB_DIR/dockerd.pid" ]; then
  p=$(cat "$BAI_LAB_DIR/dockerd.pid")
  if [ "$(cat "/proc/$p/comm" 2>/dev/null)" = dockerd ]; then kill "$p"; while kill -0 "$p" 2>/dev/null; do sleep 0.1; done; fi
  rm -f "$BAI_LAB_DIR/dockerd.pid"
fi
lab_say down
