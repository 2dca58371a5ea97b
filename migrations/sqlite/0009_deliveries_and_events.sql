-- All that goes out waits in one table, whatever kind it is: mail so far. What it is for stands
-- there for mails alone. Rows that wait go on as mails.
create table deliveries (
    id blob not null primary key,
    kind text not null,
    target text,
    state text not null,
    sealed blob,
    usage_type text,
    attempts integer not null,
    created_at integer not null,
    expires_at integer not null,
    next_attempt_at integer not null,
    leased_until integer,
    sent_at integer,
    failure text
) strict, without rowid;

insert into deliveries (id, kind, state, sealed, usage_type, attempts, created_at, expires_at,
    next_attempt_at, leased_until, sent_at, failure)
select id, 'mail', state, sealed, usage_type, attempts, created_at, expires_at,
    next_attempt_at, leased_until, sent_at, failure from outbox;

drop table outbox;
create index deliveries_due on deliveries (kind, next_attempt_at) where state = 'waiting';

-- Who did it, from where, by what, in which request and sign-in: as far as it is known. Of what
-- happened until now it is not.
alter table events add column actor text;
alter table events add column ip text;
alter table events add column agent text;
alter table events add column request_id text;
alter table events add column flow blob;
