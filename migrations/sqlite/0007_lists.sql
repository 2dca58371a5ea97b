-- An algorithm may have several keys in a stage: of the current ones the newest signs. SQLite drops no
-- constraint in place, so the table is written anew.
create table signing_keys_new (
    kid text not null primary key,
    algorithm text not null,
    stage text not null,
    sealed blob not null,
    created_at integer not null
) strict;

insert into signing_keys_new (kid, algorithm, stage, sealed, created_at)
select kid, algorithm, stage, sealed, created_at from signing_keys;

drop table signing_keys;
alter table signing_keys_new rename to signing_keys;

-- What is listed: events of a person, of an application and of a kind, newest first (their ids are
-- ordered by time), and people by the day they came.
create index events_of_user on events (user_id, id) where user_id is not null;
create index events_of_client on events (client_id, id) where client_id is not null;
create index events_of_kind on events (kind, id);
create index users_by_creation on users (created_at, id);
