/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Images of servers, where there is a Docker engine: the official ones, or those that the system properties {@code
 * test.image.postgres} and {@code test.image.mongodb} name.
 */
public final class Containers {

    /** The official image of PostgreSQL. */
    public static final String POSTGRES = "postgres:17-alpine";

    /** The official image of MongoDB. */
    public static final String MONGODB = "mongo:8";

    private Containers() {}

    /** Skips the test where there is no engine, and says so. */
    public static void requireEngine() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine is reachable: containers are not tested here")
                .isTrue();
    }

    /** Skips the test where the official image is out of reach; one that was asked for by its name has to be there. */
    public static void requireImage(String official) throws InterruptedException {
        if (System.getProperty(property(official)) == null && !isHere(official)) {
            // Testcontainers itself would ask a registry that does not answer again and again for two minutes.
            try {
                docker().pullImageCmd(official).start().awaitCompletion();
            } catch (DockerException ex) {
                abort("the image %s is not here and cannot be pulled; name a local one by -D%s: %s"
                        .formatted(official, property(official), ex.getMessage()));
            }
        }
    }

    /** The official image, or the one that the system property names and that behaves like it. */
    public static DockerImageName image(String official) {
        return DockerImageName.parse(System.getProperty(property(official), official))
                .asCompatibleSubstituteFor(DockerImageName.parse(official));
    }

    private static boolean isHere(String image) {
        try {
            docker().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException ex) {
            return false;
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    private static String property(String official) {
        return official.equals(MONGODB) ? "test.image.mongodb" : "test.image.postgres";
    }
}
