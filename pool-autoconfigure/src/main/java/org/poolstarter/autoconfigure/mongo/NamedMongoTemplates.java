/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import org.poolstarter.mongo.MongoPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.DefaultDbRefResolver;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;

/**
 * Makes the Spring Data beans of a named client. Mapping and conversions are those of the application, where it has any;
 * the converter is each template's own, because it resolves references in the template's database.
 */
final class NamedMongoTemplates {

    static final String BEAN_NAME = "namedMongoTemplates";

    private final ObjectProvider<MongoMappingContext> mappingContext;
    private final ObjectProvider<MongoCustomConversions> conversions;

    NamedMongoTemplates(
            ObjectProvider<MongoMappingContext> mappingContext, ObjectProvider<MongoCustomConversions> conversions) {
        this.mappingContext = mappingContext;
        this.conversions = conversions;
    }

    /** Bean {@code <name>MongoDatabaseFactory}. */
    MongoDatabaseFactory databaseFactory(MongoPool pool, MongoClient client) {
        return new SimpleMongoClientDatabaseFactory(client, pool.database());
    }

    /** Bean {@code <name>MongoTemplate}. */
    MongoTemplate template(MongoDatabaseFactory databaseFactory) {
        MongoCustomConversions customConversions =
                conversions.getIfAvailable(() -> MongoCustomConversions.create(configuration -> {}));
        MappingMongoConverter converter = new MappingMongoConverter(
                new DefaultDbRefResolver(databaseFactory),
                mappingContext.getIfAvailable(() -> mappingContext(customConversions)));
        converter.setCustomConversions(customConversions);
        converter.afterPropertiesSet();
        return new MongoTemplate(databaseFactory, converter);
    }

    /** Bean {@code <name>GridFsTemplate}. */
    GridFsTemplate gridFs(MongoDatabaseFactory databaseFactory, MongoTemplate template) {
        return new GridFsTemplate(databaseFactory, template.getConverter());
    }

    /** Bean {@code <name>MongoTransactionManager}. */
    MongoTransactionManager transactionManager(MongoDatabaseFactory databaseFactory) {
        return new MongoTransactionManager(databaseFactory);
    }

    private static MongoMappingContext mappingContext(MongoCustomConversions conversions) {
        MongoMappingContext context = new MongoMappingContext();
        context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        context.afterPropertiesSet();
        return context;
    }
}
