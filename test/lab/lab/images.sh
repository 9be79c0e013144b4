#!/usr/bin/env bash
# Builds the lab's images from Debian packages; no image registry is used. Images that exist are left alone, --force
# builds them again. Names can be given: images.sh postgres node (base: only what the others begin with)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
force=; [ "${1:-}" = --force ] && { force=1; shift; }
./install.sh; ./dockerd.sh
mkdir -p "$lab_log"
exec 9>"$BAI_LAB_DIR/images.lock"; flock 9
have() { docker image inspect "$1" >/dev/null 2>&1; }
base() {
  mmdebstrap --quiet --variant=minbase --include=ca-certificates \
    --aptopt='Acquire::Languages "none"' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$BAI_LAB_SUITE" - ${BAI_LAB_MIRROR:+"$BAI_LAB_MIRROR"} |
    docker import --change 'CMD ["bash"]' --change 'LABEL bai.lab=base' - "$(lab_image base)" >/dev/null
}
# The classic builder: it needs no buildx and takes a base that exists only here.
build() {
  DOCKER_BUILDKIT=0 docker build ${force:+--no-cache} --build-arg "BASE=$(lab_image base)" --label "bai.lab=$1" \
    -t "$(lab_image "$1")" "images/$1" >"$lab_log/build-$1.log" 2>&1 ||
    { tail -30 "$lab_log/build-$1.log" >&2; lab_die "the image $1 could not be built"; }
}
have "$(lab_image base)" || { lab_say "building base"; base; }
for n in ${*:-postgres etcd redis wsproxy node}; do
  [ "$n" != base ] || continue
  [ -d "images/$n" ] || lab_die "no such image: $n"
  if [ -n "$force" ] || ! have "$(lab_image "$n")"; then lab_say "building $n"; build "$n"; fi
done
