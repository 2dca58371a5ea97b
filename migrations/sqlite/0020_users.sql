-- Digests of passwords are sealed. None was kept until now.
alter table users drop column password_hash;
alter table users add column sealed_password blob;

-- At which application a person signed up.
alter table users add column registered_by text;

-- Who people are elsewhere. Each account at a provider belongs to one person.
create table user_identities (
    user_id text not null references users (id) on delete cascade,
    target text not null,
    external_id text not null,
    details text check (details is null or json_valid(details)),
    created_at integer not null,
    primary key (user_id, target),
    unique (target, external_id)
) strict, without rowid;
