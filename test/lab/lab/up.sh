#!/usr/bin/env bash
# Brings the lab up: images, compose services, one systemd host with sshd. Safe to run again; only makes what is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"; . ./settings.sh
./images.sh
exec 9>"$BAI_LAB_DIR/up.lock"; flock 9
mkdir -p "$lab_data" "$lab_log" "$BAI_LAB_DIR/ssh" "$BAI_LAB_HALFSTACK"
ssh_dir=$BAI_LAB_DIR/ssh
[ -f "$ssh_dir/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$ssh_dir/id_ed25519"
[ -f "$ssh_dir/ssh_host_ed25519_key" ] || ssh-keygen -q -t ed25519 -N '' -C lab-host -f "$ssh_dir/ssh_host_ed25519_key"
cp "$ssh_dir/id_ed25519.pub" "$ssh_dir/authorized_keys"
echo "[$BAI_LAB_BIND]:$BAI_LAB_SSH_PORT $(cut -d' ' -f1,2 "$ssh_dir/ssh_host_ed25519_key.pub")" >"$ssh_dir/known_hosts"
{
  for n in $(seq "$BAI_LAB_SSH_NAMES"); do
    printf 'Host node%s\n  HostName %s\n  Port %s\n  User root\n' "$n" "$BAI_LAB_BIND" "$BAI_LAB_SSH_PORT"
  done
  for u in lablup operator1 operator2; do
    printf 'Host %s\n  HostName %s\n  Port %s\n  User %s\n' "$u" "$BAI_LAB_BIND" "$BAI_LAB_SSH_PORT" "$u"
  done
  printf 'Host *\n  IdentityFile %s/id_ed25519\n  IdentitiesOnly yes\n  UserKnownHostsFile %s/known_hosts\n' "$ssh_dir" "$ssh_dir"
} >"$ssh_dir/config"

name() { if [ "$BAI_LAB_CONTAINER_NAMES" = fixed ]; then echo "    container_name: $1"; fi; }
log='    logging: {driver: json-file, options: {max-file: "5", max-size: 10m}}'
put() {  # a file that has not changed is not touched
  cat >"$BAI_LAB_HALFSTACK/$1.new"
  if cmp -s "$BAI_LAB_HALFSTACK/$1.new" "$BAI_LAB_HALFSTACK/$1"; then rm "$BAI_LAB_HALFSTACK/$1.new"
  else mv "$BAI_LAB_HALFSTACK/$1.new" "$BAI_LAB_HALFSTACK/$1"; fi
}
put docker-compose.hs.postgres.yaml <<Y
version: "3"
services:
  halfstack-db:
    image: $(lab_image postgres)
$(name halfstack-db)
    restart: unless-stopped
    ports: ["$BAI_LAB_BIND:$BAI_LAB_PG_PORT:5432"]
    environment:
      - POSTGRES_USER=postgres
      - POSTGRES_PASSWORD=$BAI_LAB_PASSWORD
      - POSTGRES_DB=backend
      - POSTGRES_INITDB_ARGS=--data-checksums
    volumes: ["$lab_data/postgres:/var/lib/postgresql/data:rw"]
    command: ["postgres", "-c", "max_connections=256", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"]
    shm_size: 256m
    healthcheck: {test: ["CMD", "pg_isready", "-U", "postgres"], interval: 2s, timeout: 3s, retries: 10}
$log
Y
put docker-compose.hs.redis.yaml <<Y
version: "3"
services:
  halfstack-redis:
    image: $(lab_image redis)
$(name halfstack-redis)
    restart: unless-stopped
    ports: ["$BAI_LAB_BIND:$BAI_LAB_REDIS_PORT:6379"]
    volumes: ["$lab_data/redis:/data:rw"]
    command: ["redis-server", "--bind", "0.0.0.0", "--requirepass", "$BAI_LAB_PASSWORD", "--appendonly", "yes"]
    healthcheck: {test: ["CMD", "redis-cli", "-a", "$BAI_LAB_PASSWORD", "ping"], interval: 2s, timeout: 3s, retries: 10}
$log
Y
put docker-compose.hs.etcd.yaml <<Y
version: "3"
services:
  halfstack-etcd:
    image: $(lab_image etcd)
$(name halfstack-etcd)
    restart: unless-stopped
    ports: ["$BAI_LAB_BIND:$BAI_LAB_ETCD_PORT:2379"]
    volumes: ["$lab_data/etcd:/etcd-data:rw"]
    command: ["/usr/local/bin/etcd", "--name", "etcd-node0", "--data-dir", "/etcd-data",
      "--listen-client-urls", "http://0.0.0.0:2379", "--advertise-client-urls", "http://127.0.0.1:$BAI_LAB_ETCD_PORT",
      "--listen-peer-urls", "http://0.0.0.0:2380", "--initial-advertise-peer-urls", "http://127.0.0.1:2380",
      "--initial-cluster", "etcd-node0=http://127.0.0.1:2380", "--initial-cluster-state", "new",
      "--auto-compaction-retention", "1", "--quota-backend-bytes", "4294967296"]
    healthcheck: {test: ["CMD", "etcdctl", "endpoint", "health"], interval: 2s, timeout: 3s, retries: 10}
$log
Y
put docker-compose.wsproxy-simple.yaml <<Y
version: "3"
services:
  wsproxy:
    image: $(lab_image wsproxy)
$(name wsproxy)
    restart: unless-stopped
    ports: ["$BAI_LAB_BIND:$BAI_LAB_WSPROXY_PORT:5050"]
$log
Y
read -ra compose <<<"$(lab_compose)"
cd "$BAI_LAB_HALFSTACK"
for s in $lab_services; do
  "${compose[@]}" -f "$(lab_file "$s")" -p "$BAI_LAB_PROJECT" up -d >"$lab_log/up-$s.log" 2>&1 ||
    { cat "$lab_log/up-$s.log" >&2; lab_die "$s did not start"; }
done

# systemd as PID 1 without --privileged: SYS_ADMIN, and the host's cgroup tree writable.
v2=(); for p in "$HOME/.docker/cli-plugins" /usr/local/lib/docker/cli-plugins /usr/libexec/docker/cli-plugins; do
  if [ -x "$p/docker-compose" ]; then
    v2=(-v "$p/docker-compose:/usr/local/lib/docker/cli-plugins/docker-compose:ro"); break
  fi
done
if docker container inspect "$lab_node" >/dev/null 2>&1; then docker start "$lab_node" >/dev/null
else
  docker run -d --name "$lab_node" --hostname node1 --label bai.lab=host --label "bai.lab.prefix=$BAI_LAB_PREFIX" \
    --cap-add SYS_ADMIN --cgroupns=host --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    -v /sys/fs/cgroup:/sys/fs/cgroup:rw --tmpfs /run:exec --tmpfs /run/lock --tmpfs /tmp:exec \
    -v /var/run/docker.sock:/lab/docker.sock "${v2[@]}" -v "$BAI_LAB_HALFSTACK:$BAI_LAB_HALFSTACK" \
    -v "$ssh_dir/authorized_keys:/lab/authorized_keys:ro" -v "$ssh_dir/ssh_host_ed25519_key:/lab/ssh_host_ed25519_key:ro" \
    -p "$BAI_LAB_BIND:$BAI_LAB_SSH_PORT:22" "$(lab_image node)" >/dev/null
fi
cid() { docker ps -q --filter "label=com.docker.compose.service=$1" --filter "label=com.docker.compose.project=$BAI_LAB_PROJECT" | head -1; }
lab_wait postgres docker exec -e "PGPASSWORD=$BAI_LAB_PASSWORD" "$(cid halfstack-db)" psql -h 127.0.0.1 -U postgres -d backend -c 'select 1'
lab_wait etcd docker exec "$(cid halfstack-etcd)" etcdctl endpoint health
lab_wait redis docker exec -e "REDISCLI_AUTH=$BAI_LAB_PASSWORD" "$(cid halfstack-redis)" redis-cli ping
lab_wait node1 ssh -F "$ssh_dir/config" node1 systemctl is-active backendai-manager backendai-agent backendai-webserver
lab_say "up; ssh -F $ssh_dir/config node1"
