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
 * operator shows all other values: passwords, and credentials within URLs.
 */
final class PoolsSanitizingFunction implements SanitizingFunction {

    private static final Pattern SECRET_KEY = Pattern.compile(".*(password|secret|token|credential)s?");
    private static final Pattern USER_INFO = Pattern.compile("//[^/?#]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)([?&;][^=&;]*(?:password|pwd|secret|token)[^=&;]*=)[^&;]*");
    private static final Pattern ORACLE_CREDENTIALS = Pattern.compile("(?i)(jdbc:oracle:[a-z]+:)[^@]+@");

    @Override
    public SanitizableData apply(SanitizableData data) {
        String key = data.getLowerCaseKey()
                .toLowerCase(Locale.ROOT)
                .replace('_', '.')
                .replace("-", "");
        if (!key.startsWith("pools.") || data.getValue() == null) {
            return data;
        }
        if (SECRET_KEY.matcher(key).matches()) {
            return data.withSanitizedValue();
        }
        if (key.endsWith("url") || key.endsWith("uri")) {
            return data.withValue(withoutCredentials(data.getValue().toString()));
        }
        return data;
    }

    private static String withoutCredentials(String url) {
        String hidden = SanitizableData.SANITIZED_VALUE;
        String bare = USER_INFO.matcher(url).replaceAll("//" + hidden.replace("*", "\\*") + "@");
        bare = SECRET_PARAMETER.matcher(bare).replaceAll("$1" + hidden.replace("*", "\\*"));
        return ORACLE_CREDENTIALS.matcher(bare).replaceAll("$1" + hidden.replace("*", "\\*") + "@");
    }
}
