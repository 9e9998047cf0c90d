/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
 * and both see what a busy machine adds to the 20 ms of the server: up to 53 ms, of which the second size serves all.
 */
@Timeout(120)
class SweepTests {

    private static final double RATE = 300;

    @Test
    void aSweepFindsTheKneeWhereLittlesLawPutsIt(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("sweep.json");

        Cli.Result result = Cli.run(
                "--embedded",
                "--pool=orders",
                "--scenario=sweep",
                "--sizes=3,16,24",
                "--query=select pg_sleep(0.02)",
                "--rate=" + (int) RATE,
                "--duration=2s",
                "--warm-up=500ms",
                "--workers=40",
                "--json=" + json);

        JsonNode report = JsonMapper.shared().readTree(Files.readString(json)).get("report");
        JsonNode knee = report.get("findings").get(0);
        assertThat(knee.get("code").asString()).as(result.out()).isEqualTo("knee");
        List<Double> held = new ArrayList<>();
        report.get("runs")
                .forEach(run ->
                        held.add(run.get("figures").get("usageTime").get("mean").asDouble()));
        double busy = RATE * held.get(0) / 1_000;
        assertThat(knee.get("figures").get("size").asDouble())
                .as("the knee, where %s ms are held", held)
                .isCloseTo(busy, within(busy * 0.1));
    }
}
