-- Digests of passwords are sealed. None was kept until now.
alter table users drop column password_hash;
alter table users add column sealed_password bytea;

-- At which application a person signed up.
alter table users add column registered_by text;

-- Who people are elsewhere. Each account at a provider belongs to one person.
create table user_identities (
    user_id text not null references users (id) on delete cascade,
    target text not null,
    external_id text not null,
    details jsonb,
    created_at bigint not null,
    primary key (user_id, target),
    unique (target, external_id)
);
