/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What an application gets by the one dependency it adds: no driver, and no starter of JDBC or MongoDB. */
class StarterTests {

    @Test
    void theStarterBringsTheActuatorAndTheAutoConfiguration() throws Exception {
        assertThat(dependenciesOf("pool-starter"))
                .containsExactlyInAnyOrder("pool-autoconfigure", "spring-boot-starter-actuator");
    }

    @Test
    void theAutoConfigurationBringsTheCoreAndNoLibraryOfABackend() throws Exception {
        assertThat(dependenciesOf("pool-autoconfigure"))
                .containsExactlyInAnyOrder("pool-core", "spring-boot-autoconfigure");
    }

    @Test
    void theCoreBringsTheFacadeOfLogsOnly() throws Exception {
        assertThat(dependenciesOf("pool-core")).containsExactlyInAnyOrder("jspecify", "slf4j-api");
    }

    /** The dependencies that are passed on to whoever depends on this module. */
    private static List<String> dependenciesOf(String module) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("..", module, "pom.xml").toFile());
        NodeList nodes = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/dependencies/dependency[not(scope = 'test' or scope = 'provided' or optional = 'true')]/artifactId",
                        pom,
                        XPathConstants.NODESET);
        List<String> artifacts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            artifacts.add(nodes.item(i).getTextContent());
        }
        return artifacts;
    }
}
