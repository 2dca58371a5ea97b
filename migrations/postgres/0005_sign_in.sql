-- A sign-in under way lives an hour at most and begins anew: its rows are not converted.
-- In the order in which servers that are still running take them.
lock table sessions, interactions, verifications, verification_codes in access exclusive mode;

drop table verification_codes;
drop table verifications;
drop table interactions;

create table interactions (
    id bytea not null primary key,
    browser bytea not null,
    goal jsonb not null,
    event text not null,
    identifier text,
    holder bytea,
    user_id text,
    session_id bytea,
    created_at bigint not null,
    expires_at bigint not null,
    finished_at bigint
);

create index interactions_of_browser on interactions (browser, id);

create table verifications (
    interaction_id bytea not null references interactions (id) on delete cascade,
    kind text not null,
    id bytea not null,
    target text not null,
    verified_at bigint not null,
    primary key (interaction_id, kind)
);

create table verification_codes (
    id bytea not null primary key,
    interaction_id bytea unique,
    recipient text not null,
    usage_type text not null,
    digest bytea not null,
    tries bigint not null,
    mail_id bytea not null,
    created_at bigint not null,
    expires_at bigint not null,
    consumed_at bigint
);

create unique index verification_codes_of_recipient on verification_codes (recipient, usage_type)
where interaction_id is null;

-- Until now every session was made by a mailed code.
alter table sessions add column proofs jsonb not null default '[]';
update sessions set proofs =
    jsonb_build_array(jsonb_build_object('kind', 'email_code', 'at', auth_time));
alter table sessions alter column proofs drop default;
alter table sessions drop column amr;

create index sessions_of_user on sessions (user_id, id);

-- What the file sets is written anew at the next start, as members of the sign-in experience.
delete from settings where name in ('branding', 'file-fingerprint');
