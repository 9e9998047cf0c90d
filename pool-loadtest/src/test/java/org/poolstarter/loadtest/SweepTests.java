/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * By Little's law a load keeps as many connections busy as arrive in the time that each is held. The knee is found by
 * counting operations, and the time that connections are held is measured by the pool: the two know nothing of each other,
 * and both see what a busy machine adds to the 50 ms of the server: up to 133 ms, of which the second size serves all. What
 * neither sees is a machine that stands still while one of the sizes is tried, so there may be another sweep.
 */
@Timeout(300)
class SweepTests {

    private static final double RATE = 120;
    private static final int MOST_SWEEPS = 3;

    @Test
    void aSweepFindsTheKneeWhereLittlesLawPutsIt(@TempDir Path directory) throws Exception {
        List<Sweep> sweeps = new ArrayList<>();
        do {
            sweeps.add(sweep(directory.resolve("sweep.json")));
        } while (!sweeps.get(sweeps.size() - 1).agrees() && sweeps.size() < MOST_SWEEPS);

        assertThat(sweeps).anyMatch(Sweep::agrees);
    }

    private static Sweep sweep(Path json) throws Exception {
        Cli.Result result = Cli.run(
                "--embedded",
                "--pool=orders",
                "--scenario=sweep",
                "--sizes=3,16,24",
                "--query=select pg_sleep(0.05)",
                "--rate=" + (int) RATE,
                "--duration=3s",
                "--warm-up=500ms",
                "--workers=40",
                "--json=" + json);

        JsonNode report = JsonMapper.shared().readTree(Files.readString(json)).get("report");
        JsonNode finding = report.get("findings").get(0);
        List<Double> held = new ArrayList<>();
        report.get("runs")
                .forEach(run ->
                        held.add(run.get("figures").get("usageTime").get("mean").asDouble()));
        return new Sweep(
                finding.get("code").asString(),
                finding.get("figures").path("size").asDouble(0),
                RATE * held.get(0) / 1_000,
                result.out());
    }

    /**
     * What one sweep has found.
     *
     * @param code of what it says of the knee
     * @param knee in connections; 0 if it has found none
     * @param busy the connections that are busy by Little's law
     * @param out all that was told, for whoever reads of a failure
     */
    private record Sweep(String code, double knee, double busy, String out) {

        boolean agrees() {
            return code.equals("knee") && Math.abs(knee - busy) <= busy * 0.1;
        }
    }
}
