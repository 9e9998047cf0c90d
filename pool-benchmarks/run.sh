#!/usr/bin/env bash
# Builds the module and measures: pool-benchmarks/run.sh [--quick] [--page=docs/benchmarks.md]
# The JDK is that of JAVA_HOME, or the one on the path.
set -euo pipefail
cd "$(dirname "$0")/.."

./mvnw -q -B -ntp -pl pool-benchmarks -am package -DskipTests

module=pool-benchmarks/target
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$module/classes:$module/lib/*" org.poolstarter.benchmarks.Benchmarks "$@"
