-- APIs that tokens are made for, what may be done there, and who may do it.
create table resources (
    id text not null primary key,
    name text not null,
    indicator text not null unique,
    access_token_lifetime bigint not null,
    access_token_format text not null,
    access_token_alg text,
    introspected_by jsonb not null,
    is_default boolean not null,
    source text not null,
    disabled boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);

create unique index resources_default on resources (is_default) where is_default;

create table scopes (
    id text not null primary key,
    resource_id text not null references resources (id) on delete cascade,
    name text not null,
    description text,
    created_at bigint not null,
    unique (resource_id, name)
);

create table roles (
    id text not null primary key,
    name text not null unique,
    description text not null,
    kind text not null,
    is_default boolean not null,
    source text not null,
    disabled boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (id, kind)
);

create table role_scopes (
    role_id text not null references roles (id) on delete cascade,
    scope_id text not null references scopes (id) on delete cascade,
    primary key (role_id, scope_id)
);

create index role_scopes_of_scope on role_scopes (scope_id);

-- The kind stands here too, so that no machine gets a role of people and nobody one of machines.
create table user_roles (
    user_id text not null references users (id) on delete cascade,
    role_id text not null,
    kind text not null check (kind = 'user'),
    created_at bigint not null,
    primary key (user_id, role_id),
    foreign key (role_id, kind) references roles (id, kind) on delete cascade
);

create index user_roles_of_role on user_roles (role_id, user_id);

create table client_roles (
    client_id text not null references clients (id) on delete cascade,
    role_id text not null,
    kind text not null check (kind = 'machine'),
    created_at bigint not null,
    primary key (client_id, role_id),
    foreign key (role_id, kind) references roles (id, kind) on delete cascade
);

create index client_roles_of_role on client_roles (role_id, client_id);

-- Opaque access tokens of clients that act for themselves: no grant stands behind them.
create table machine_tokens (
    id bytea not null primary key,
    digest bytea not null,
    client_id text not null,
    audience text not null,
    scope text not null,
    expires_at bigint not null,
    revoked_at bigint
);

-- Signed access tokens that were taken back before their end.
create table revoked_tokens (
    id bytea not null primary key,
    expires_at bigint not null
);

create index revoked_tokens_over on revoked_tokens (expires_at);

alter table clients add column access_token_lifetime bigint;

insert into versions (noun, number) values ('resources', 1);

-- The management API. Its resource and roles are part of Signet and are never changed.
insert into resources (id, name, indicator, access_token_lifetime, access_token_format,
    access_token_alg, introspected_by, is_default, source, disabled, created_at, updated_at)
values ('management-api', 'Logto Management API', 'https://default.logto.app/api', 3600000, 'jwt',
    null, '[]', false, 'built-in', false, 0, 0);

insert into scopes (id, resource_id, name, description, created_at)
values ('management-api-all', 'management-api', 'all',
    'Default scope for Management API, allows all permissions.', 0),
('management-api-read', 'management-api', 'read', 'Allows reading, and no changes.', 0);

insert into roles (id, name, description, kind, is_default, source, disabled, created_at, updated_at)
values ('administrator', 'administrator', 'May see and change everything in the console.', 'user',
    false, 'built-in', false, 0, 0),
('viewer', 'viewer', 'May see everything in the console and change nothing.', 'user', false,
    'built-in', false, 0, 0),
('management-api-access', 'Logto Management API access',
    'This default role grants access to the Logto management API.', 'machine', false, 'built-in',
    false, 0, 0);

insert into role_scopes (role_id, scope_id)
values ('administrator', 'management-api-all'), ('administrator', 'management-api-read'),
('viewer', 'management-api-read'), ('management-api-access', 'management-api-all');
