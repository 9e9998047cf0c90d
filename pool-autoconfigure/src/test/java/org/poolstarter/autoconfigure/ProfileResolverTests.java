/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProfileResolverTests {

    @Test
    void withoutAnyKeyThePoolIsMedium() {
        assertThat(maxSize(Map.of("pools.jdbc.orders.url", "jdbc:x"))).isEqualTo(new Setting("max-size", 15, "medium"));
    }

    @Test
    void thePoolsOwnKeyBeatsItsProfile() {
        assertThat(maxSize(Map.of("pools.jdbc.orders.profile", "large", "pools.jdbc.orders.max-size", "40")))
                .isEqualTo(new Setting("max-size", 40, "pools.jdbc.orders.max-size"));
    }

    @Test
    void thePoolsProfileBeatsTheProfileOfAll() {
        assertThat(maxSize(Map.of("pools.profile", "large", "pools.jdbc.orders.profile", "small")))
                .isEqualTo(new Setting("max-size", 10, "small"));
    }

    @Test
    void theProfileOfAllBeatsMedium() {
        assertThat(maxSize(Map.of("pools.profile", "large", "pools.jdbc.orders.url", "jdbc:x")))
                .isEqualTo(new Setting("max-size", 50, "large"));
    }

    @Test
    void aProfileInheritsKeyByKeyFromItsBase() {
        Map<String, String> keys = Map.of(
                "pools.profiles.nightly.base", "small",
                "pools.profiles.nightly.jdbc.max-size", "4",
                "pools.jdbc.orders.profile", "nightly");

        assertThat(maxSize(keys)).isEqualTo(new Setting("max-size", 4, "nightly"));
        assertThat(minIdle(keys)).isEqualTo(new Setting("min-idle", 2, "small"));
    }

    @Test
    void aProfileWithoutABaseFallsBackToTheProfileOfAll() {
        Map<String, String> keys = Map.of(
                "pools.profile", "large",
                "pools.profiles.nightly.jdbc.max-size", "4",
                "pools.jdbc.orders.profile", "nightly");

        assertThat(maxSize(keys)).isEqualTo(new Setting("max-size", 4, "nightly"));
        assertThat(minIdle(keys)).isEqualTo(new Setting("min-idle", 20, "large"));
    }

    @Test
    void aProfileNamedLikeABuiltInOneChangesOnlyTheKeysItSets() {
        Map<String, String> keys =
                Map.of("pools.profiles.small.jdbc.max-size", "7", "pools.jdbc.orders.profile", "small");

        assertThat(maxSize(keys)).isEqualTo(new Setting("max-size", 7, "small"));
        assertThat(minIdle(keys)).isEqualTo(new Setting("min-idle", 2, "small"));
    }

    @Test
    void anUnknownProfileNamesTheKeyAndTheChoice() {
        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> maxSize(Map.of("pools.jdbc.orders.profile", "huge")))
                .withMessage("pools.jdbc.orders.profile=huge names a profile that does not exist")
                .extracting(InvalidPoolConfigurationException::remedy)
                .isEqualTo("Use one of constrained, development, high-availability, large, medium, small, or define it"
                        + " under pools.profiles.huge.");
    }

    @Test
    void anUnknownBaseNamesItsOwnKey() {
        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() ->
                        maxSize(Map.of("pools.profiles.nightly.base", "huge", "pools.jdbc.orders.profile", "nightly")))
                .withMessage("pools.profiles.nightly.base=huge names a profile that does not exist");
    }

    @Test
    void basesThatGoRoundAreNamedInOrder() {
        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> maxSize(Map.of(
                        "pools.profiles.a.base", "b",
                        "pools.profiles.b.base", "a",
                        "pools.jdbc.orders.profile", "a")))
                .withMessage("pools.profiles.b.base=a makes a circle of profiles: a -> b -> a");
    }

    @Test
    void aProfilesValueIsLoweredToABoundButAnOwnValueIsLeftForValidation() {
        ResolvedKeys<JdbcTuning> lowered = keys(Map.of("pools.jdbc.orders.url", "jdbc:x"));
        assertThat(lowered.atMost(3, "max-size", "min-idle", JdbcTuning::getMinIdle))
                .isEqualTo(3);
        assertThat(shown(lowered, "min-idle")).isEqualTo(new Setting("min-idle", 3, "medium, lowered to max-size"));

        ResolvedKeys<JdbcTuning> own = keys(Map.of("pools.jdbc.orders.min-idle", "9"));
        assertThat(own.atMost(3, "max-size", "min-idle", JdbcTuning::getMinIdle))
                .isEqualTo(9);
    }

    @Test
    void aKeyThatNobodySetsIsAbsent() {
        ResolvedKeys<JdbcTuning> keys = keys(Map.of("pools.jdbc.orders.url", "jdbc:x"));

        assertThat(keys.value("socket-timeout", JdbcTuning::getSocketTimeout)).isNull();
        assertThat(keys.settings().settings()).isEmpty();
    }

    private static @Nullable Setting maxSize(Map<String, String> properties) {
        ResolvedKeys<JdbcTuning> keys = keys(properties);
        keys.required("max-size", JdbcTuning::getMaxSize);
        return shown(keys, "max-size");
    }

    private static @Nullable Setting minIdle(Map<String, String> properties) {
        ResolvedKeys<JdbcTuning> keys = keys(properties);
        keys.required("min-idle", JdbcTuning::getMinIdle);
        return shown(keys, "min-idle");
    }

    private static ResolvedKeys<JdbcTuning> keys(Map<String, String> map) {
        PoolsProperties properties = new Binder(new MapConfigurationPropertySource(map))
                .bind("pools", PoolsProperties.class)
                .get();
        JdbcPoolProperties own = properties.getJdbc().getOrDefault("orders", new JdbcPoolProperties());
        return new ProfileResolver(properties)
                .resolve("pools.jdbc.orders", own.getProfile(), own, PoolProfile::getJdbc);
    }

    private static @Nullable Setting shown(ResolvedKeys<?> keys, String key) {
        return keys.settings().settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElse(null);
    }
}
