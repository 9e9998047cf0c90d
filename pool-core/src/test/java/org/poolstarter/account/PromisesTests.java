/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of promises names tests that exist. */
class PromisesTests {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:#(\\w+))?`");

    static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/promises.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| promise |"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachPromiseHasTestsThatExistAndABreak(String row) throws IOException {
        String[] cells = row.substring(1).split("\\|", -1);
        assertThat(cells).hasSize(4);
        assertThat(cells[0]).isNotBlank();
        assertThat(cells[2]).isNotBlank();
        Matcher names = NAME.matcher(cells[1]);
        int count = 0;
        while (names.find()) {
            count++;
            String source = source(names.group(1));
            if (names.group(2) != null) {
                assertThat(source)
                        .as("tests of %s", names.group(1))
                        .containsPattern("\\bvoid " + names.group(2) + "\\(");
            }
        }
        assertThat(count).as("tests named").isPositive();
    }

    /** The source of a class among the tests of all modules. */
    private static String source(String type) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(path -> path.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    List<Path> found =
                            files.filter(file -> file.endsWith(type + ".java")).toList();
                    if (!found.isEmpty()) {
                        return Files.readString(found.get(0));
                    }
                }
            }
        }
        throw new AssertionError("No class " + type + " in any module");
    }
}
