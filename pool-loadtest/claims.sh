#!/usr/bin/env bash
# Measures the section "Classic claims" of docs/benchmarks.md, in at most 12 minutes: let nothing else run on the machine meanwhile.
# Usage: pool-loadtest/claims.sh [directory for reports [part...]]
# Parts: requests users memory pgbouncer accounts idle start; all of them if none is named.
# Wants Linux (/proc), the Debian package pgbouncer and jq.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-target/claims}
shift || true
parts=${*:-requests users memory pgbouncer accounts idle start}
mkdir -p "$out"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$(ls pool-loadtest/target/pool-loadtest-*.jar 2>/dev/null | head -1)
[[ -n $jar && -d pool-benchmarks/target/lib ]] || {
  echo "Build them first: ./mvnw -q -pl pool-loadtest,pool-benchmarks -am package -DskipTests" >&2
  exit 1
}

# A missed threshold (1) is a figure here, and only 2 is a failure.
run() {
  local name=$1
  shift
  echo "== $name"
  "$java" -jar "$jar" run --embedded --plain --report "$out/$name.html" --json "$out/$name.json" --csv "$out/$name.csv" "$@" \
    > "$out/$name.txt" || (($? == 1))
  grep -A 100 '^ *run ' "$out/$name.txt" || tail -5 "$out/$name.txt"
}

measure() {
  local program=$1
  shift
  echo "== $program"
  "$java" -cp "pool-benchmarks/target/classes:pool-benchmarks/target/lib/*" "org.poolstarter.benchmarks.claims.$program" "$@"
}

# 1: a connection per request against a pool, one after another and 100 at once
requests() {
  for pool in orders sessions; do
    run "per-request-$pool-1" --pool "$pool" --scenario compare --connection-per-request --workers 1 --operations 100
    run "per-request-$pool-100" --pool "$pool" --scenario compare --connection-per-request --workers 100 --duration 8s
  done
}

# 1: the memory of both
memory() {
  measure ConnectionMemory
}

# 2: users against a pool of 50, with statements of 20 ms and a think time that keeps 10 users calm
users() {
  run users --pool orders --scenario sweep --profiles large --worker-counts 10,100,500,1000 \
    --query "select pg_sleep(0.02)" --think-time 100ms --duration 8s
}

# 3: several processes, each direct with 20 to 50 connections or with 5 to 15 to a PgBouncer
pgbouncer() {
  measure DirectOrPgBouncer "$jar" "$out/pgbouncer"
}

# 4: account sessions that are kept against one for each task, and as many of both at once as the pool allows
accounts() {
  local each=(--pool mail --scenario compare --connection-per-request --property pools.accounts.mail.exclusive=true)
  run per-request-mail-1 "${each[@]}" --operation complex --workers 1 --operations 100
  run per-request-mail-10 "${each[@]}" --operation complex --workers 10 --duration 8s
}

# 4: what is idle in the 30 s after a burst on 10 accounts, with and without closing what is idle for 3 s
idle() {
  for timeout in 1h 3s; do
    run "idle-$timeout" --pool mail --scenario burst --burst-size 30 --bursts 2 --interval 30s \
      --property pools.accounts.mail.exclusive=false --property pools.accounts.mail.max-size=30 --property pools.accounts.mail.idle-timeout="$timeout" \
      --property pools.accounts.mail.cleanup-interval=1s
    jq -r '[.report.runs[0].windows[] | {idle: (.size - .active), seconds}]
      | "idle connections, mean over time: \((map(.idle * .seconds) | add) / (map(.seconds) | add))"' "$out/idle-$timeout.json"
  done
}

# 5: what the starter adds to a start
start() {
  measure StartUp 3
}

# All together end within 12 minutes; one alone takes the time it takes.
for part in $parts; do
  if [[ $parts == "$part" ]]; then
    "$part"
  else
    timeout 150 pool-loadtest/claims.sh "$out" "$part" || echo "== $part has failed, or is not done after 150 s" >&2
  fi
done
