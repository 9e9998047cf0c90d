#!/usr/bin/env bash
# Measures the section "Classic claims" of docs/benchmarks.md, in about four minutes: let nothing else run on the machine meanwhile.
# Usage: pool-loadtest/claims.sh [directory for reports]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-target/claims}
mkdir -p "$out"

jar=$(ls pool-loadtest/target/pool-loadtest-*.jar 2>/dev/null | head -1)
[[ -n $jar ]] || { echo "Build it first: ./mvnw -q -pl pool-loadtest -am package -DskipTests" >&2; exit 1; }

# A missed threshold (1) is a figure here, and only 2 is a failure.
run() {
  local name=$1
  shift
  echo "== $name"
  java -jar "$jar" run --embedded --plain --report "$out/$name.html" --json "$out/$name.json" --csv "$out/$name.csv" "$@" || (($? == 1))
}

for pool in orders sessions mail; do
  # 1 and 4: a connection per request against a pool, one after another and 100 at once
  run "per-request-$pool-1" --pool "$pool" --scenario compare --connection-per-request --workers 1 --operations 100
  run "per-request-$pool-100" --pool "$pool" --scenario compare --connection-per-request --workers 100 --operations 2000
done

# 2: users against a pool of 50, with statements of 20 ms and a think time that keeps 10 users calm
run users --pool orders --scenario sweep --profiles large --worker-counts 10,100,500,1000 \
  --query "select pg_sleep(0.02)" --think-time 100ms --duration 10s
