/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.JdbcTuning;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.InvalidJdbcSettingException;
import org.poolstarter.jdbc.WatchedJdbcPool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * Tunes the data source that Boot makes of {@code spring.datasource} by the profile {@code pools.profile}, below the
 * user's own settings. A data source of the user's own is left as it is: what his code has set cannot be told from what
 * it has left open.
 */
final class BootDataSourceTuning {

    /** The name of Boot's bean, and of its pool. */
    static final String BEAN = "dataSource";

    private static final String PREFIX = "spring.datasource";
    private static final String KEYS = PREFIX + ".hikari";
    private static final String BOOTS_PACKAGE = "org.springframework.boot.jdbc.autoconfigure.";

    private final PoolsProperties properties;
    private final ProfileResolver profiles;
    private final Environment environment;
    private final ConfigurableListableBeanFactory beanFactory;

    private @Nullable TunedValues values;
    private List<Setting> timeouts = List.of();

    BootDataSourceTuning(
            PoolsProperties properties,
            ProfileResolver profiles,
            Environment environment,
            ConfigurableListableBeanFactory beanFactory) {
        this.properties = properties;
        this.profiles = profiles;
        this.environment = environment;
        this.beanFactory = beanFactory;
    }

    /** Puts the profile's values onto Boot's data source, before the user's are bound. */
    void beforeBinding(String bean, HikariDataSource dataSource) {
        if (properties.isTuneBoot() && isBoots(bean)) {
            values = new TunedValues(dataSource);
            values.lay(keys());
        }
    }

    /** Makes room for what was bound, and sets the driver's timeouts now that the URL is known. */
    void afterBinding(String bean, HikariDataSource dataSource) {
        if (values != null && isBoots(bean)) {
            values.giveWayTo(HikariKeys.under(KEYS, environment).keySet());
            timeouts = WatchedJdbcPool.connectsByUrl(dataSource) ? applyTimeouts(dataSource) : List.of();
        }
    }

    /** Whether this data source is tuned. */
    boolean isTuned(String bean) {
        return BEAN.equals(bean) && values != null;
    }

    /** Where this value comes from; null if it is not, or no longer, the profile's. */
    @Nullable
    String origin(HikariSetting setting, long value) {
        return (values != null) ? values.origin(setting, value) : null;
    }

    /** The name of the profile. */
    String profile() {
        return properties.getProfile();
    }

    /** The driver's timeouts, with their origins. */
    List<Setting> timeouts() {
        return timeouts;
    }

    private List<Setting> applyTimeouts(HikariDataSource dataSource) {
        ResolvedKeys<JdbcTuning> keys = keys();
        Duration connect = keys.value("connect-timeout", JdbcTuning::getConnectTimeout);
        Duration socket = keys.value("socket-timeout", JdbcTuning::getSocketTimeout);
        DriverPlaces places = DriverPlaces.of(KEYS, environment, dataSource);
        try {
            return new DriverTimeouts(connect, unlessZero(socket))
                    .applyTo(dataSource, keys.settings(), places.url(), places::of)
                    .settings();
        } catch (InvalidJdbcSettingException ex) {
            throw TunedValues.invalid(ex.key(), ex.rule(), keys);
        }
    }

    private ResolvedKeys<JdbcTuning> keys() {
        return profiles.resolve(PREFIX, null, new JdbcTuning(), PoolProfile::getJdbc);
    }

    private boolean isBoots(String bean) {
        if (!BEAN.equals(bean) || !beanFactory.containsBeanDefinition(bean)) {
            return false;
        }
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(bean);
        Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
        return method != null && method.getDeclaringClass().getName().startsWith(BOOTS_PACKAGE);
    }

    private static @Nullable Duration unlessZero(@Nullable Duration value) {
        return (value == null || value.isZero()) ? null : value;
    }
}
