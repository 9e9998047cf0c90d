/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.connection.ClusterType;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.pool.Pool;

/** A MongoDB client. */
final class MongoBackend implements Backend<MongoClient> {

    private static final int DOCUMENTS = 1_000;
    private static final Set<String> READING = Set.of(
            "ping",
            "hello",
            "find",
            "count",
            "distinct",
            "dbStats",
            "collStats",
            "serverStatus",
            "buildInfo",
            "listCollections",
            "listIndexes");

    private final MongoPool pool;
    private final MongoClient client;
    private final @Nullable String uri;
    private final String collection;

    /**
     * A backend over a pool.
     *
     * @param uri where connections beside the pool lead; null if it is not known
     * @param suffix what makes the names of collections unique
     */
    MongoBackend(MongoPool pool, MongoClient client, @Nullable String uri, String suffix) {
        this.pool = pool;
        this.client = client;
        this.uri = uri;
        this.collection = "pool_loadtest_" + suffix;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    /** The driver takes a connection of its pool for each operation itself. */
    @Override
    public Clients<MongoClient> pooled() {
        return number -> new Clients.Held<>(client, () -> {});
    }

    @Override
    public Clients.Held<MongoClient> open(long number) {
        if (uri == null) {
            throw new CannotRunException(
                    "The pool '%s' has no uri, which connections beside it need".formatted(pool.name()),
                    "Set pools.mongo.%s.uri in place of host.".formatted(pool.name()));
        }
        MongoClient opened = MongoClients.create(uri);
        return new Clients.Held<>(opened, opened::close);
    }

    /** The first operation fails as soon as anything else would. */
    @Override
    public void connectOnce() {}

    /** By the pool: the load has not begun, or is over. */
    @Override
    public void withEach(Clients.Use<MongoClient> action) throws Exception {
        action.accept(client);
    }

    @Override
    public Task<MongoClient> task(Work work) {
        return switch (work.kind()) {
            case SIMPLE -> new Command(new Document("ping", 1));
            case COMPLEX -> new Complex();
            case INSERT -> new Insert();
            case TRANSACTION -> new Transaction();
            case OWN -> own(work);
        };
    }

    private Task<MongoClient> own(Work work) {
        Document command;
        try {
            command = Document.parse(work.ownText());
        } catch (JsonParseException ex) {
            throw new CannotRunException(
                    "The command is not JSON: " + ex.getMessage(),
                    "Write it like {\"find\": \"orders\", \"limit\": 10}.");
        }
        String name = command.isEmpty() ? "" : command.keySet().iterator().next();
        if (!work.allowWrites() && !READING.contains(name)) {
            throw new CannotRunException(
                    "The command '%s' may write".formatted(name),
                    "Use a built-in operation such as --operation insert, or say --allow-writes if this database may be written to.");
        }
        return new Command(command);
    }

    private MongoCollection<Document> collection(MongoClient from) {
        return from.getDatabase(pool.database()).getCollection(collection);
    }

    @Override
    public ServerCount serverCount() {
        return new ServerCount() {
            @Override
            public int read() {
                Document status = client.getDatabase("admin").runCommand(new Document("serverStatus", 1));
                return status.getEmbedded(List.of("connections", "current"), Number.class)
                        .intValue();
            }

            @Override
            public void close() {
                // The client is the pool's.
            }
        };
    }

    private final class Command implements Task<MongoClient> {

        private final Document command;

        Command(Document command) {
            this.command = command;
        }

        @Override
        public void run(MongoClient from, long number) {
            from.getDatabase(pool.database()).runCommand(command);
        }

        @Override
        public String describe() {
            return command.toJson();
        }
    }

    private abstract class OnCollection implements Task<MongoClient> {

        @Override
        public boolean ownsData() {
            return true;
        }

        @Override
        public void prepare(MongoClient from) {
            collection(from)
                    .insertMany(LongStream.range(0, DOCUMENTS)
                            .mapToObj(OnCollection::document)
                            .toList());
        }

        static Document document(long id) {
            return new Document("_id", id).append("group", id % 20).append("amount", id % 97);
        }

        @Override
        public void cleanUp(MongoClient from) {
            collection(from).drop();
        }
    }

    private final class Complex extends OnCollection {

        @Override
        public void run(MongoClient from, long number) {
            AggregateIterable<Document> groups = collection(from)
                    .aggregate(List.of(
                            Aggregates.match(Filters.gt("amount", number % 50)),
                            Aggregates.group("$group", Accumulators.sum("sum", "$amount"))));
            groups.forEach(group -> {});
        }

        @Override
        public String describe() {
            return "match and group 1000 documents of the collection %s, dropped at the end".formatted(collection);
        }
    }

    private final class Insert extends OnCollection {

        @Override
        public void run(MongoClient from, long number) {
            collection(from).insertOne(document(DOCUMENTS + number));
        }

        @Override
        public String describe() {
            return "insert a document into the collection %s, dropped at the end".formatted(collection);
        }
    }

    private final class Transaction extends OnCollection {

        @Override
        public void prepare(MongoClient from) {
            requireTransactions(from);
            super.prepare(from);
        }

        /* The driver learns of what kind the servers are when it connects, which the ping makes it do. */
        private void requireTransactions(MongoClient from) {
            from.getDatabase("admin").runCommand(new Document("ping", 1));
            if (from.getClusterDescription().getType() == ClusterType.STANDALONE) {
                throw new CannotRunException(
                        "The server of pool '%s' (%s) belongs to no replica set, and MongoDB has transactions only in one"
                                .formatted(pool.name(), pool.target()),
                        "Take another --operation, or a server that was started with --replSet and initiated.");
            }
        }

        @Override
        public void run(MongoClient from, long number) {
            try (ClientSession session = from.startSession()) {
                session.withTransaction(() -> {
                    collection(from)
                            .updateOne(session, Filters.eq("_id", number % DOCUMENTS), Updates.inc("amount", 1));
                    collection(from).insertOne(session, document(DOCUMENTS + number));
                    return true;
                });
            }
        }

        @Override
        public String describe() {
            return "an update and an insert in one transaction on the collection %s, dropped at the end"
                    .formatted(collection);
        }
    }
}
