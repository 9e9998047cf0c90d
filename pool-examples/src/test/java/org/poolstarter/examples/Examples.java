/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import jakarta.mail.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import org.apache.sshd.client.keyverifier.RequiredServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.poolstarter.account.AccountPool;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The application of the guide, with its servers in the same process. */
@SpringBootApplication
class Examples {

    @Bean
    ServerKeyVerifier serverKey(FileServer server) {
        return new RequiredServerKeyVerifier(server.key());
    }

    @Bean
    Inbox inbox(AccountPool<MailLogin, Store> mail) {
        return new Inbox(mail);
    }

    @Bean
    Uploads uploads(AccountPool<SftpLogin, SftpConnection> files) {
        return new Uploads(files);
    }

    @Bean
    Orders orders(AccountPool<Tenant, ApiSession> pool, HttpClient http, @Value("${api.url}") URI api) {
        return new Orders(pool, http, api);
    }

    /** Starts the servers, whose beans end after the pools. */
    static final class Servers implements ApplicationContextInitializer<GenericApplicationContext> {

        @Override
        public void initialize(GenericApplicationContext context) {
            try {
                MailServer mail = new MailServer();
                FileServer files = new FileServer();
                ApiServer api = new ApiServer();
                register(context, mail, mail::close);
                register(context, files, files::close);
                register(context, api, api::close);
                Map<String, Object> addresses = Map.of(
                        "mail.host",
                        "127.0.0.1",
                        "mail.port",
                        mail.port(),
                        "files.host",
                        "127.0.0.1",
                        "files.port",
                        files.port(),
                        "api.url",
                        "http://127.0.0.1:" + api.port());
                context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("servers", addresses));
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        private static void register(GenericApplicationContext context, Object server, DisposableBean close) {
            String name = server.getClass().getSimpleName();
            context.getBeanFactory().registerSingleton(name, server);
            context.getDefaultListableBeanFactory().registerDisposableBean(name, close);
        }
    }
}
