/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.LimitWindow;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.LimitWindowProperties;
import org.poolstarter.autoconfigure.ResolvedKeys;

/** Makes the windows of one account pool out of their keys. */
final class LimitWindowResolver {

    private static final Pattern HOURS = Pattern.compile("(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");

    private final ResolvedKeys<AccountTuning> keys;

    LimitWindowResolver(ResolvedKeys<AccountTuning> keys) {
        this.keys = keys;
    }

    /**
     * The windows; shows each of them.
     *
     * @throws InvalidPoolConfigurationException if a value cannot be used
     */
    List<LimitWindow> resolve(Map<String, LimitWindowProperties> windows) {
        List<LimitWindow> resolved = new ArrayList<>();
        windows.forEach((name, window) -> resolved.add(resolve(name, window)));
        return resolved;
    }

    private LimitWindow resolve(String name, LimitWindowProperties window) {
        String prefix = keys.prefix() + ".windows." + name;
        LocalTime[] hours = hours(prefix + ".hours", window.getHours());
        ZoneId zone = zone(prefix + ".zone", window.getZone());
        try {
            LimitWindow made = new LimitWindow(
                    name,
                    hours[0],
                    hours[1],
                    zone,
                    new LinkedHashSet<>(window.getDays()),
                    window.getMaxSize(),
                    window.getMaxPerAccount());
            keys.show("windows." + name, "%s-%s %s".formatted(hours[0], hours[1], zone), prefix + ".hours");
            return made;
        } catch (IllegalArgumentException ex) {
            // The text begins with the key.
            throw new InvalidPoolConfigurationException(
                    prefix + "." + ex.getMessage(), "Change the keys of %s, or remove the window.".formatted(prefix));
        }
    }

    private static LocalTime[] hours(String key, @Nullable String text) {
        Matcher matcher = HOURS.matcher((text != null) ? text.trim() : "");
        if (matcher.matches()) {
            try {
                LocalTime[] hours = {time(matcher.group(1)), time(matcher.group(2))};
                if (!hours[0].equals(hours[1])) {
                    return hours;
                }
            } catch (DateTimeException ex) {
                throw unfit(key, text, ex);
            }
        }
        throw unfit(key, text, null);
    }

    private static LocalTime time(String text) {
        return LocalTime.parse(text.length() < 5 ? "0" + text : text);
    }

    private static InvalidPoolConfigurationException unfit(
            String key, @Nullable String text, @Nullable Throwable cause) {
        InvalidPoolConfigurationException unfit = new InvalidPoolConfigurationException(
                "%s must be two different times of day but is %s".formatted(key, (text != null) ? text : "not set"),
                "Set %s to when the window opens and closes, such as 08:00-18:00.".formatted(key));
        if (cause != null) {
            unfit.initCause(cause);
        }
        return unfit;
    }

    private static ZoneId zone(String key, @Nullable String text) {
        try {
            return (text != null) ? ZoneId.of(text) : ZoneId.systemDefault();
        } catch (DateTimeException ex) {
            InvalidPoolConfigurationException unfit = new InvalidPoolConfigurationException(
                    "%s must be a time zone but is %s".formatted(key, text),
                    "Set %s to a zone such as Europe/Berlin or UTC.".formatted(key));
            unfit.initCause(ex);
            throw unfit;
        }
    }
}
