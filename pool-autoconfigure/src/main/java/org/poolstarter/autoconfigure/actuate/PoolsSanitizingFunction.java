/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.actuate;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides the secrets under {@code pools} in {@code /actuator/env} and {@code /actuator/configprops}, also where an
 * operator shows all other values: keys that sound like a secret, every property of a driver, and URLs that may hold one.
 * Where a URL leads is shown by {@code /actuator/pools}, without credentials.
 */
final class PoolsSanitizingFunction implements SanitizingFunction {

    private static final Pattern SECRET_KEY =
            Pattern.compile(".*(password|passwd|passphrase|pwd|secret|token|credentials?|key)");
    private static final Pattern DRIVER_PROPERTY =
            Pattern.compile(".*\\.hikari\\.(datasourceproperties|healthcheckproperties).*");
    private static final Pattern SUSPICIOUS_URL =
            Pattern.compile("(?i).*(@|pass|pwd|secret|token|credential|key|authmechanism).*", Pattern.DOTALL);

    @Override
    public SanitizableData apply(SanitizableData data) {
        String key = data.getKey().toLowerCase(Locale.ROOT).replace('_', '.').replace("-", "");
        Object value = data.getValue();
        if (!key.startsWith("pools.") || value == null) {
            return data;
        }
        boolean secret = SECRET_KEY.matcher(key).matches()
                || DRIVER_PROPERTY.matcher(key).matches()
                || (isUrl(key) && SUSPICIOUS_URL.matcher(value.toString()).matches());
        return secret ? data.withSanitizedValue() : data;
    }

    private static boolean isUrl(String key) {
        return key.endsWith("url") || key.endsWith("uri");
    }
}
