-- APIs that tokens are made for, what may be done there, and who may do it.
create table resources (
    id text not null primary key,
    name text not null,
    indicator text not null unique,
    access_token_lifetime integer not null,
    access_token_format text not null,
    access_token_alg text,
    introspected_by text not null check (json_valid(introspected_by)),
    is_default integer not null check (is_default in (0, 1)),
    source text not null,
    disabled integer not null check (disabled in (0, 1)),
    created_at integer not null,
    updated_at integer not null
) strict;

create unique index resources_default on resources (is_default) where is_default = 1;

create table scopes (
    id text not null primary key,
    resource_id text not null references resources (id) on delete cascade,
    name text not null,
    description text,
    created_at integer not null,
    unique (resource_id, name)
) strict;

create table roles (
    id text not null primary key,
    name text not null unique,
    description text not null,
    kind text not null,
    is_default integer not null check (is_default in (0, 1)),
    source text not null,
    disabled integer not null check (disabled in (0, 1)),
    created_at integer not null,
    updated_at integer not null,
    unique (id, kind)
) strict;

create table role_scopes (
    role_id text not null references roles (id) on delete cascade,
    scope_id text not null references scopes (id) on delete cascade,
    primary key (role_id, scope_id)
) strict, without rowid;

create index role_scopes_of_scope on role_scopes (scope_id);

-- The kind stands here too, so that no machine gets a role of people and nobody one of machines.
create table user_roles (
    user_id text not null references users (id) on delete cascade,
    role_id text not null,
    kind text not null check (kind = 'user'),
    created_at integer not null,
    primary key (user_id, role_id),
    foreign key (role_id, kind) references roles (id, kind) on delete cascade
) strict, without rowid;

create index user_roles_of_role on user_roles (role_id, user_id);

create table client_roles (
    client_id text not null references clients (id) on delete cascade,
    role_id text not null,
    kind text not null check (kind = 'machine'),
    created_at integer not null,
    primary key (client_id, role_id),
    foreign key (role_id, kind) references roles (id, kind) on delete cascade
) strict, without rowid;

create index client_roles_of_role on client_roles (role_id, client_id);

-- Opaque access tokens of clients that act for themselves: no grant stands behind them.
create table machine_tokens (
    id blob not null primary key,
    digest blob not null,
    client_id text not null,
    audience text not null,
    scope text not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

-- Signed access tokens that were taken back before their end.
create table revoked_tokens (
    id blob not null primary key,
    expires_at integer not null
) strict, without rowid;

create index revoked_tokens_over on revoked_tokens (expires_at);

alter table clients add column access_token_lifetime integer;

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
