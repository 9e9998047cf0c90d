/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients;

import org.poolstarter.docs.twoclients.archive.Archived;
import org.poolstarter.docs.twoclients.session.Session;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;

@Configuration
class Clients {

    @Configuration
    @EnableMongoRepositories(basePackageClasses = Session.class, mongoTemplateRef = "sessionsMongoTemplate")
    static class Sessions {}

    @Configuration
    @EnableMongoRepositories(basePackageClasses = Archived.class, mongoTemplateRef = "archiveMongoTemplate")
    static class Archive {}
}
