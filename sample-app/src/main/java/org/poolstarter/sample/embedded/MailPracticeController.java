/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample.embedded;

import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Has the embedded mail server refuse accounts, to see what the pool {@code mail} makes of it. */
@RestController
@RequestMapping("/practice/mail")
@Profile("!external")
final class MailPracticeController {

    private final ImapDoor imap;

    MailPracticeController(ImapDoor imap) {
        this.imap = imap;
    }

    /** For so many seconds the server answers the account's log-ins by "later", with the time that is left. */
    @PostMapping("/later")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void later(@RequestParam String account, @RequestParam(defaultValue = "30") int seconds) {
        imap.postpone(account, Duration.ofSeconds(seconds));
    }

    /** The account's log-ins fail. */
    @PostMapping("/fail")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void fail(@RequestParam String account) {
        imap.refuse(account);
    }

    /** Ends both. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end() {
        imap.admitAll();
    }
}
