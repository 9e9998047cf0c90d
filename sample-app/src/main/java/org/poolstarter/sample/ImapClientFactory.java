/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.RetryAfter;
import org.springframework.stereotype.Component;

/** Opens the clients of the pool {@code mail}, whose name it bears. */
@Component("mail")
final class ImapClientFactory implements ClientFactory<MailAccount, ImapSession> {

    /** RFC 5530: the account may be right, but not now. A time, which servers write in their own words, is welcome. */
    private static final Pattern LATER =
            Pattern.compile("\\[(?:UNAVAILABLE|LIMIT|INUSE)](?:.*?\\b([1-9][0-9]{0,5}) seconds)?");

    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private final CollectorProperties properties;

    ImapClientFactory(CollectorProperties properties) {
        this.properties = properties;
    }

    @Override
    public ImapSession open(MailAccount account) throws MessagingException, RetryAfter {
        try {
            return ImapSession.open(account, properties.connectTimeout(), properties.readTimeout());
        } catch (AuthenticationFailedException ex) {
            Matcher later = LATER.matcher(String.valueOf(ex.getMessage()));
            if (later.find()) {
                String seconds = later.group(1);
                throw new RetryAfter((seconds != null) ? Duration.ofSeconds(Integer.parseInt(seconds)) : A_WHILE, ex);
            }
            throw ex;
        }
    }

    @Override
    public boolean validate(ImapSession session) {
        return session.answers();
    }

    @Override
    public void close(ImapSession session) throws MessagingException {
        session.close();
    }
}
