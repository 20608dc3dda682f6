# shellcheck shell=bash
# The stores inside the cluster, reached by kubectl; read with `.` after lib.sh. A program that runs in a pod is a file
# in pod/, handed over as text: the pods' images know nothing of it.

NAMESPACE=${NAMESPACE:-souk}

# in_pod POD SCRIPT ARGUMENT…: standard input and output are the script's.
in_pod() {
  local pod=$1 script=$2
  shift 2
  kubectl exec --stdin --namespace "$NAMESPACE" "$pod" -- sh -c "$(cat "$HERE/pod/$script")" "$script" "$@"
}

# One Redis holds stock, the other the events.
REDISES='redis events-redis'
# redis NAME COMMAND…
redis() {
  local name=$1
  shift
  in_pod "$name-0" redis.sh "$@"
}
mongodb() { in_pod mongodb-0 mongodb.sh "$@"; }

# Stores of the owner's own are not in the namespace; whoever runs them backs them up.
need_own_stores() {
  local pod
  for pod in redis-0 events-redis-0 mongodb-0; do
    kubectl get pod --namespace "$NAMESPACE" "$pod" --output name >/dev/null ||
      die "there is no pod $pod in the namespace $NAMESPACE: only stores that came with the chart are handled here"
  done
}

# between LOW NUMBER HIGH, in whatever order the bounds are: documents may have come or gone while they were read.
between() {
  [ "$2" -ge "$1" ] && [ "$2" -le "$3" ] || { [ "$2" -ge "$3" ] && [ "$2" -le "$1" ]; }
}

# noted FOLDER NAME: a figure in the manifest of a backup.
noted() { sed -n "s/^$2=//p" "$1/manifest"; }

# check_backup FOLDER: whole, and as it was written.
check_backup() {
  [ -f "$1/manifest" ] || die "$1 is not a backup: it has no manifest"
  (cd "$1" && sha256sum --quiet --check checksums) || die "$1 is not what was backed up"
}

# check_stores FOLDER: the servers can read it. Nothing is changed.
check_stores() {
  local name
  for name in $REDISES; do
    redis "$name" check <"$1/$name.rdb" >/dev/null || die "$1/$name.rdb cannot be read"
  done
  if ! gzip --test <"$1/mongodb.archive.gz" || ! mongodb check <"$1/mongodb.archive.gz" >/dev/null; then
    die "$1/mongodb.archive.gz cannot be read"
  fi
}

# load_stores FOLDER: the stores become what the backup has, and are counted.
load_stores() {
  local folder=$1 name keys documents
  for name in $REDISES; do
    redis "$name" load <"$folder/$name.rdb"
    redis "$name" restart </dev/null >/dev/null 2>&1 || true # it takes the command down with it
    until_true 300 "$name with the restored data" redis "$name" ping
    keys=$(redis "$name" keys)
    [ "$keys" = "$(noted "$folder" "${name}_keys")" ] ||
      die "$name has $keys keys, the backup had $(noted "$folder" "${name}_keys")"
  done
  mongodb load <"$folder/mongodb.archive.gz"
  documents=$(mongodb documents)
  between "$(noted "$folder" documents_before)" "$documents" "$(noted "$folder" documents_after)" ||
    die "MongoDB has $documents documents, the backup had $(noted "$folder" documents_after)"
  say "restored: $(noted "$folder" redis_keys) keys of stock, $keys of events, $documents documents in MongoDB"
}
