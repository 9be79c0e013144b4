# Settings of the lab: a small, real installation on one Debian 12 machine. Every value can be set from the environment.
: "${BAI_LAB_DIR:=/var/tmp/bai-lab}"              # state: data, keys, logs, pids
: "${BAI_LAB_HALFSTACK:=$BAI_LAB_DIR/halfstack}"  # where the compose files go
: "${BAI_LAB_PROJECT:=bailab}"                    # compose project
: "${BAI_LAB_PREFIX:=bai-lab}"                    # begins the names of images and of the node's container
: "${BAI_LAB_PASSWORD:=develove}"
: "${BAI_LAB_BIND:=127.0.0.1}"
: "${BAI_LAB_PG_PORT:=25432}"
: "${BAI_LAB_ETCD_PORT:=22379}"
: "${BAI_LAB_REDIS_PORT:=26379}"
: "${BAI_LAB_WSPROXY_PORT:=25050}"
: "${BAI_LAB_SSH_PORT:=20022}"
: "${BAI_LAB_SSH_NAMES:=20}"                      # how many ssh names (node1 …) lead to the node
: "${BAI_LAB_COMPOSE:=}"                          # "docker compose" or "docker-compose"; empty: v2 when it is there
: "${BAI_LAB_CONTAINER_NAMES:=project}"           # project: compose's own names; fixed: container_name as in the guide
: "${BAI_LAB_SUITE:=bookworm}"
: "${BAI_LAB_MIRROR:=}"
export ${!BAI_LAB_@}
lab_data=$BAI_LAB_DIR/data
lab_log=$BAI_LAB_DIR/log
lab_node=$BAI_LAB_PREFIX-node1
lab_services="postgres redis etcd wsproxy"

lab_say() { printf '[lab] %s\n' "$*" >&2; }
lab_die() { printf '[lab] error: %s\n' "$*" >&2; exit 1; }
lab_image() { echo "$BAI_LAB_PREFIX/$1:1"; }
lab_file() { [ "$1" = wsproxy ] && echo docker-compose.wsproxy-simple.yaml || echo "docker-compose.hs.$1.yaml"; }
lab_compose() {
  if [ -n "$BAI_LAB_COMPOSE" ]; then echo "$BAI_LAB_COMPOSE"
  elif docker compose version >/dev/null 2>&1; then echo "docker compose"
  elif command -v docker-compose >/dev/null; then echo docker-compose
  else lab_die "neither docker compose nor docker-compose; run install.sh as root"; fi
}
# Waits for a condition, not for a time: lab_wait WHAT COMMAND…
lab_wait() {
  local what=$1 end=$((SECONDS + 90)); shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || lab_die "$what is not ready"
    sleep 0.1
  done
}
