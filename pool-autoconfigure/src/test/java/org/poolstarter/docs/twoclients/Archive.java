/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.docs.twoclients;

import java.io.InputStream;
import org.poolstarter.docs.twoclients.archive.Archived;
import org.poolstarter.docs.twoclients.archive.ArchivedRepository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Archive {

    private final ArchivedRepository archived;
    private final MongoTemplate template;
    private final GridFsTemplate files;

    Archive(
            ArchivedRepository archived,
            @Qualifier("archive") MongoTemplate template,
            @Qualifier("archive") GridFsTemplate files) {
        this.archived = archived;
        this.template = template;
        this.files = files;
    }

    @Transactional("archiveMongoTransactionManager") // needs a replica set or a sharded cluster
    void replace(Archived older, Archived newer) {
        template.remove(older);
        archived.insert(newer);
    }

    void keep(String name, InputStream content) {
        files.store(content, name);
    }
}
