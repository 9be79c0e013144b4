#!/usr/bin/env bash
# Makes a small image that sessions of the platform can be started from: busybox and the platform's labels, nothing else.
# usage: kernel-image.sh REFERENCE
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
reference=$1
./dockerd.sh
docker image inspect "$reference" >/dev/null 2>&1 && exit 0
mkdir -p "$BAI_LAB_DIR"
exec 9>"$BAI_LAB_DIR/kernel-image.lock"; flock 9
busybox=$BAI_LAB_DIR/busybox
if [ ! -x "$busybox" ]; then
  mkdir -p "$BAI_LAB_DIR/deb"
  (
    cd "$BAI_LAB_DIR/deb"
    # As nobody else than root, apt does not want to write here.
    apt-get -o DPkg::Lock::Timeout=600 -o APT::Sandbox::User=root download -qq busybox-static >/dev/null ||
      { apt-get -o DPkg::Lock::Timeout=600 update -qq; apt-get -o APT::Sandbox::User=root download -qq busybox-static >/dev/null; }
    dpkg-deb --fsys-tarfile busybox-static_*.deb | tar -xO ./bin/busybox >"$busybox.partial"
  )
  chmod +x "$busybox.partial"; mv "$busybox.partial" "$busybox"
fi
root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,etc,tmp,home/work,usr/local/bin}; chmod 1777 "$root/tmp"
for name in $("$busybox" --list); do ln -sf busybox "$root/bin/$name"; done
rm "$root/bin/busybox"; cp "$busybox" "$root/bin/busybox"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
tar -C "$root" -c . | docker import --change 'CMD ["sh"]' --change 'ENV PATH=/usr/local/bin:/bin' \
  --change 'LABEL ai.backend.kernelspec="1"' --change 'LABEL ai.backend.role="COMPUTE"' \
  --change 'LABEL ai.backend.runtime-type="app"' --change 'LABEL ai.backend.runtime-path="/bin/sh"' \
  --change 'LABEL ai.backend.features="batch query uid-match user-input"' \
  --change 'LABEL ai.backend.base-distro="busybox"' --change 'LABEL ai.backend.accelerators="cuda"' \
  --change 'LABEL ai.backend.resource.min.cpu="1"' --change 'LABEL ai.backend.resource.min.mem="64m"' \
  --change "LABEL bai.lab.prefix=\"$BAI_LAB_PREFIX\"" - "$reference" >/dev/null
lab_say "made $reference"
