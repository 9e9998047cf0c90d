#!/usr/bin/env bash
# Runs PgBouncer of the Debian package in front of the sample's embedded PostgreSQL, until Ctrl-C:
#   sample-app/pgbouncer.sh [port of PostgreSQL] [port of PgBouncer]
set -euo pipefail
postgres_port=${1:-54320}
port=${2:-6432}

program=$(command -v pgbouncer || command -v /usr/sbin/pgbouncer) || {
  echo "pgbouncer is not installed: apt-get install pgbouncer" >&2
  exit 1
}

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cat > "$directory/pgbouncer.ini" <<INI
[databases]
postgres = host=127.0.0.1 port=$postgres_port dbname=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = trust
auth_file = $directory/users.txt
stats_users = stats
pool_mode = transaction
default_pool_size = 4
ignore_startup_parameters = extra_float_digits
INI
printf '"postgres" ""\n"stats" ""\n' > "$directory/users.txt"
chmod -R a+rX "$directory"

# It refuses to run as root.
as_user=()
[[ $(id -u) != 0 ]] || as_user=(-u nobody)

echo "PgBouncer on port $port, PostgreSQL expected on port $postgres_port"
"$program" "${as_user[@]}" "$directory/pgbouncer.ini" &
pgbouncer=$!
trap 'kill "$pgbouncer" 2>/dev/null || true' INT TERM
wait "$pgbouncer" || true
