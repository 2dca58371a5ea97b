-- A sign-in under way lives an hour at most and begins anew: its rows are not converted.
drop table verification_codes;
drop table verifications;
drop table interactions;

create table interactions (
    id blob not null primary key,
    browser blob not null,
    goal text not null check (json_valid(goal)),
    event text not null,
    identifier text,
    holder blob,
    user_id text,
    session_id blob,
    created_at integer not null,
    expires_at integer not null,
    finished_at integer
) strict, without rowid;

create index interactions_of_browser on interactions (browser, id);

create table verifications (
    interaction_id blob not null references interactions (id) on delete cascade,
    kind text not null,
    id blob not null,
    target text not null,
    verified_at integer not null,
    primary key (interaction_id, kind)
) strict, without rowid;

create table verification_codes (
    id blob not null primary key,
    interaction_id blob unique,
    recipient text not null,
    usage_type text not null,
    digest blob not null,
    tries integer not null,
    mail_id blob not null,
    created_at integer not null,
    expires_at integer not null,
    consumed_at integer
) strict, without rowid;

create unique index verification_codes_of_recipient on verification_codes (recipient, usage_type)
where interaction_id is null;

-- Until now every session was made by a mailed code.
alter table sessions add column proofs text not null default '[]' check (json_valid(proofs));
update sessions set proofs = json_array(json_object('kind', 'email_code', 'at', auth_time));
alter table sessions drop column amr;

create index sessions_of_user on sessions (user_id, id);

-- What the file sets is written anew at the next start, as members of the sign-in experience.
delete from settings where name in ('branding', 'file-fingerprint');
