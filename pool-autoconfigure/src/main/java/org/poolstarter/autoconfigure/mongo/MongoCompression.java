/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCompressor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.MongoTuning;
import org.poolstarter.autoconfigure.MongoTuning.Compressor;
import org.springframework.util.ClassUtils;

/** Which compressors a client offers its servers, and what they need. */
final class MongoCompression {

    private static final String KEY = "compressors";

    private MongoCompression() {}

    /**
     * The compressors in force, the preferred one first.
     *
     * @throws InvalidPoolConfigurationException if the library of one is not on the class path; the driver would say so
     *     of each connection that it opens, and open none
     */
    static List<MongoCompressor> of(WeighedMongoKeys keys, ConnectionString uri) {
        List<Compressor> inUri = uri.getCompressorList().stream()
                .map(compressor -> Compressor.valueOf(compressor.getName().toUpperCase(Locale.ROOT)))
                .toList();
        List<Compressor> inForce = keys.value(KEY, inUri.isEmpty() ? null : inUri, MongoTuning::getCompressors);
        if (inForce == null) {
            return List.of();
        }
        inForce.forEach(compressor -> requireLibrary(compressor, keys));
        // Those of the connection string may have a level.
        return inForce.equals(inUri)
                ? uri.getCompressorList()
                : inForce.stream().map(MongoCompression::driver).toList();
    }

    private static MongoCompressor driver(Compressor compressor) {
        return switch (compressor) {
            case SNAPPY -> MongoCompressor.createSnappyCompressor();
            case ZLIB -> MongoCompressor.createZlibCompressor();
            case ZSTD -> MongoCompressor.createZstdCompressor();
        };
    }

    private static void requireLibrary(Compressor compressor, WeighedMongoKeys keys) {
        Library library = library(compressor);
        if (library == null || ClassUtils.isPresent(library.className(), null)) {
            return;
        }
        String name = compressor.name().toLowerCase(Locale.ROOT);
        throw new InvalidPoolConfigurationException(
                "%s.%s has %s, and %s is not on the class path".formatted(keys.prefix(), KEY, name, library.artifact()),
                "Add the dependency %s, or take %s out of the compressors; they come from %s."
                        .formatted(
                                library.artifact(),
                                name,
                                keys.settings().origin(KEY).orElse("a profile")));
    }

    private static @Nullable Library library(Compressor compressor) {
        return switch (compressor) {
            case SNAPPY -> new Library("org.xerial.snappy.Snappy", "org.xerial.snappy:snappy-java");
            case ZSTD -> new Library("com.github.luben.zstd.Zstd", "com.github.luben:zstd-jni");
            case ZLIB -> null;
        };
    }

    private record Library(String className, String artifact) {}
}
