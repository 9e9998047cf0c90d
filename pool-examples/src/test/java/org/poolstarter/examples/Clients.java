/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.examples;

import jakarta.mail.Store;
import java.net.URI;
import java.net.http.HttpClient;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.poolstarter.account.ClientFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class Clients {

    @Bean
    ClientFactory<MailLogin, Store> mail(@Value("${mail.host}") String host, @Value("${mail.port}") int port) {
        return new MailFactory(host, port);
    }

    @Bean
    ClientFactory<SftpLogin, SftpConnection> files(
            SshClient ssh, @Value("${files.host}") String host, @Value("${files.port}") int port) {
        return new SftpFactory(ssh, host, port);
    }

    @Bean
    ClientFactory<Tenant, ApiSession> api(HttpClient http, @Value("${api.url}") URI api) {
        return new ApiFactory(http, api);
    }

    @Bean(destroyMethod = "stop")
    SshClient sshClient(ServerKeyVerifier serverKey) {
        SshClient ssh = SshClient.setUpDefaultClient();
        ssh.setServerKeyVerifier(serverKey);
        ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY); // nothing from ~/.ssh
        ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        ssh.start();
        return ssh;
    }

    @Bean
    HttpClient httpClient() {
        return HttpClient.newHttpClient();
    }
}
