// A dollar before a brace would be the template's own.
const $ = '$'

/**
 * `nvidia-smi` of a simulated GPU, for every shell: the table, `-L`, `-q`, `-q -x`, `--query-gpu`, `--query-compute-apps`
 * and `-i`. Nothing computes on a simulated GPU, so it is idle, unless BAI_GPU_MEMORY_USED_BYTES and BAI_GPU_UTILIZATION
 * say otherwise.
 */
export const NVIDIA_SMI = String.raw`#!/bin/sh
# Stands for nvidia-smi in sessions whose GPU is simulated.
item() { printf '%s\n' "$1" | cut -s -d, -f"$2" | sed 's/^ *//'; }
field() { case $1 in *,*) item "$1" "$2" ;; *) [ "$2" -ne 1 ] || printf '%s\n' "$1" ;; esac; }
mib() { printf '%s\n' "$(( ${$}{1:-0} / 1048576 ))"; }
die() { printf '%s\n' "$1" >&2; exit "$2"; }

model() { m=$(field "$BAI_GPU_MODEL" "$1"); printf '%s\n' "${$}{m:-Simulated GPU}"; }
uuid() { u=$(field "$NVIDIA_VISIBLE_DEVICES" "$1"); case $u in GPU-*) ;; *) u=GPU-$u ;; esac; printf '%s\n' "$u"; }
total() { mib "$(field "$BAI_GPU_MEMORY_BYTES" "$1")"; }
used() { mib "$(field "${$}{BAI_GPU_MEMORY_USED_BYTES:-0}" "$1")"; }
load() { l=$(field "${$}{BAI_GPU_UTILIZATION:-0}" "$1"); printf '%s\n' "${$}{l:-0}"; }
free() { printf '%s\n' "$(( $(total "$1") - $(used "$1") ))"; }
now() { date '+%a %b %e %H:%M:%S %Y'; }

count() {
  [ -n "$BAI_GPU_MEMORY_BYTES" ] || { echo 0; return; }
  printf '%s\n' "$BAI_GPU_MEMORY_BYTES" | tr ',' '\n' | grep -c .
}

chosen() {
  n=1
  while [ "$n" -le "$GPUS" ]; do
    if [ -z "$ONLY" ] || [ "$ONLY" = "$(( n - 1 ))" ] || [ "$ONLY" = "$(uuid "$n")" ]; then echo "$n"; fi
    n=$(( n + 1 ))
  done
}

list() { for n in $(chosen); do printf 'GPU %d: %s (UUID: %s)\n' "$(( n - 1 ))" "$(model "$n")" "$(uuid "$n")"; done; }

value() {
  case $1 in
    index) echo "$(( $2 - 1 ))" ;;
    count) echo "$GPUS" ;;
    name|gpu_name) model "$2" ;;
    uuid|gpu_uuid) uuid "$2" ;;
    memory.total) total "$2" ;;
    memory.used) used "$2" ;;
    memory.free) free "$2" ;;
    memory.reserved) echo 0 ;;
    utilization.gpu) load "$2" ;;
    utilization.memory) t=$(total "$2"); if [ "$t" -gt 0 ]; then echo "$(( $(used "$2") * 100 / t ))"; else echo 0; fi ;;
    driver_version|cuda_version) echo simulated ;;
    timestamp) date '+%Y/%m/%d %H:%M:%S.000' ;;
    compute_mode) echo Default ;;
    persistence_mode) echo Disabled ;;
    temperature.gpu|temperature.memory|power.draw|power.limit|fan.speed|pstate|mig.mode.current|pci.bus_id|serial|vbios_version|compute_cap|clocks.sm|clocks.mem|clocks.gr|clocks.max.sm) echo '[N/A]' ;;
    *) return 1 ;;
  esac
}

unit() {
  case $1 in
    memory.*) echo MiB ;;
    utilization.*) echo % ;;
    power.*) echo W ;;
    clocks.*) echo MHz ;;
  esac
}

csv() {
  fields=$(printf '%s\n' "$1" | tr ',' ' ')
  header='' units=1 names=1
  case ,$2, in *,csv,*) ;; *) die 'No output format was given: add --format=csv.' 2 ;; esac
  case ,$2, in *,noheader,*) names=0 ;; esac
  case ,$2, in *,nounits,*) units=0 ;; esac
  for f in $fields; do
    value "$f" 1 >/dev/null || die "Field \"$f\" is not a valid field to query." 2
    u=$(unit "$f")
    [ -z "$u" ] || [ "$units" = 0 ] || f="$f [$u]"
    header="$header${$}{header:+, }$f"
  done
  [ "$names" = 0 ] || printf '%s\n' "$header"
  for n in $(chosen); do
    line=''
    for f in $fields; do
      v=$(value "$f" "$n") u=$(unit "$f")
      [ -z "$u" ] || [ "$units" = 0 ] || [ "$v" = '[N/A]' ] || v="$v $u"
      line="$line${$}{line:+, }$v"
    done
    printf '%s\n' "$line"
  done
}

escape() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

xml() {
  printf '<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">\n<nvidia_smi_log>\n'
  printf '\t<timestamp>%s</timestamp>\n\t<driver_version>simulated</driver_version>\n' "$(now)"
  printf '\t<cuda_version>simulated</cuda_version>\n\t<attached_gpus>%s</attached_gpus>\n' "$GPUS"
  for n in $(chosen); do
    printf '\t<gpu id="00000000:%02X:00.0">\n\t\t<product_name>%s</product_name>\n' "$n" "$(model "$n" | escape)"
    printf '\t\t<uuid>%s</uuid>\n\t\t<minor_number>%s</minor_number>\n' "$(uuid "$n" | escape)" "$(( n - 1 ))"
    printf '\t\t<fb_memory_usage>\n\t\t\t<total>%s MiB</total>\n\t\t\t<reserved>0 MiB</reserved>\n' "$(total "$n")"
    printf '\t\t\t<used>%s MiB</used>\n\t\t\t<free>%s MiB</free>\n\t\t</fb_memory_usage>\n' "$(used "$n")" "$(free "$n")"
    printf '\t\t<utilization>\n\t\t\t<gpu_util>%s %%</gpu_util>\n' "$(load "$n")"
    printf '\t\t\t<memory_util>%s %%</memory_util>\n\t\t</utilization>\n' "$(value utilization.memory "$n")"
    printf '\t\t<processes>\n\t\t</processes>\n\t</gpu>\n'
  done
  printf '</nvidia_smi_log>\n'
}

details() {
  printf '\n==============NVSMI LOG==============\n\n%-42s: %s\n' Timestamp "$(now)"
  printf '%-42s: simulated\n%-42s: simulated\n\n%-42s: %s\n' 'Driver Version' 'CUDA Version' 'Attached GPUs' "$GPUS"
  for n in $(chosen); do
    printf 'GPU 00000000:%02X:00.0\n' "$n"
    printf '    %-38s: %s\n    %-38s: %s\n' 'Product Name' "$(model "$n")" 'GPU UUID' "$(uuid "$n")"
    printf '    FB Memory Usage\n        %-34s: %s MiB\n' Total "$(total "$n")"
    printf '        %-34s: %s MiB\n        %-34s: %s MiB\n' Used "$(used "$n")" Free "$(free "$n")"
    printf '    Utilization\n        %-34s: %s %%\n' Gpu "$(load "$n")"
    printf '        %-34s: %s %%\n    %-38s: None\n' Memory "$(value utilization.memory "$n")" Processes
  done
}

table() {
  rule='+-----------------------------------------+------------------------+----------------------+'
  wide='+---------------------------------------------------------------------------------------+'
  now
  printf '%s\n| %-85s |\n' "$wide" 'NVIDIA-SMI simulated       Driver Version: simulated       CUDA Version: simulated'
  printf '%s\n| %-39s | %-22s | %-20s |\n' "$rule" 'GPU  Name' '          Memory-Usage' 'GPU-Util  Compute M.'
  printf '%s\n' "$rule" | tr '-' '='
  for n in $(chosen); do
    memory="$(used "$n")MiB / $(total "$n")MiB"
    printf '| %3d  %-34.34s | %22s | %7s%%  %10s |\n' "$(( n - 1 ))" "$(model "$n")" "$memory" "$(load "$n")" Default
    printf '%s\n' "$rule"
  done
  printf '\n%s\n| %-85s |\n| %-85s |\n%s\n' "$wide" Processes: ' No running processes found' "$wide"
}

GPUS=$(count) ONLY='' MODE=table FORMAT='' QUERY=''
while [ $# -gt 0 ]; do
  case $1 in
    -L|--list-gpus) MODE=list ;;
    -q|--query) [ "$MODE" = xml ] || MODE=details ;;
    -x|--xml-format) MODE=xml ;;
    -qx|-xq) MODE=xml ;;
    -i|--id) shift; ONLY=$1 ;;
    --id=*|-i=*) ONLY=${$}{1#*=} ;;
    --query-gpu=*) MODE=csv QUERY=${$}{1#*=} ;;
    --query-compute-apps=*) MODE=apps QUERY=${$}{1#*=} ;;
    --format=*) FORMAT=${$}{1#*=} ;;
    -h|--help) die 'Simulated nvidia-smi: -L, -q, -q -x, -i ID, --query-gpu=FIELDS --format=csv[,noheader][,nounits]' 0 ;;
    *) die "The simulated nvidia-smi does not know $1." 2 ;;
  esac
  shift
done
[ "$GPUS" -gt 0 ] || { echo 'No devices were found'; exit 6; }
[ -n "$(chosen)" ] || { echo 'No devices were found'; exit 6; }
case $MODE in
  list) list ;;
  details) details ;;
  xml) xml ;;
  csv) csv "$QUERY" "$FORMAT" ;;
  apps) case ,$FORMAT, in *,noheader,*) ;; *) printf '%s\n' "$QUERY" | sed 's/,/, /g' ;; esac ;;
  *) table ;;
esac
`
