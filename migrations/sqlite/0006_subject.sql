-- Who a token is about: a person, or (without one) the client itself. A grant may stand without a
-- session. SQLite changes no column in place, so the table is written anew.
create table grants_new (
    id blob not null primary key,
    user_id text,
    client_id text not null,
    session_id blob,
    auth_time integer not null,
    amr text not null check (json_valid(amr)),
    scope text not null,
    resources text not null check (json_valid(resources)),
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

insert into grants_new (id, user_id, client_id, session_id, auth_time, amr, scope, resources,
    created_at, expires_at, revoked_at)
select id, user_id, client_id, session_id, auth_time, amr, scope, resources,
    created_at, expires_at, revoked_at from grants;

drop table grants;
alter table grants_new rename to grants;

create index grants_of_client on grants (client_id, id) where revoked_at is null;
create index grants_of_user on grants (user_id, id);

-- For which resource a token is, and the key its holder must have.
alter table codes add column audience text;
alter table codes add column jkt text;
alter table access_tokens add column audience text;
alter table access_tokens add column jkt text;
alter table refresh_families add column audience text;
alter table refresh_families add column jkt text;

alter table clients add column grant_types text check (grant_types is null or json_valid(grant_types));
