-- Run at each start against the primary pool, which is `archive`.
create table if not exists message (
    account      text        not null,
    folder       text        not null,
    uid_validity bigint      not null, -- when the server changes it, the UIDs of the folder begin anew
    uid          bigint      not null,
    sender       text,
    subject      text,
    received     timestamptz,
    text         text,
    collected    timestamptz not null default now(),
    primary key (account, folder, uid_validity, uid)
);
