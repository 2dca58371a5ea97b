-- Times are milliseconds since the epoch. Ids of 16 bytes begin with their time, so that new rows
-- land beside each other and old ones are swept by ranges. Foreign keys stand where the child's
-- primary key begins with its parent: elsewhere they would need an index that nothing else needs.

create table versions (
    noun text not null primary key,
    number bigint not null
);

insert into versions (noun, number)
values ('clients', 1), ('connectors', 1), ('keys', 1), ('settings', 1);

create table settings (
    name text not null primary key,
    value jsonb not null,
    source text not null,
    updated_at bigint not null
);

create table blobs (
    name text not null primary key,
    sealed bytea not null,
    created_at bigint not null
);

create table signing_keys (
    kid text not null primary key,
    algorithm text not null,
    stage text not null,
    sealed bytea not null,
    created_at bigint not null,
    unique (algorithm, stage)
);

create table connectors (
    id text not null primary key,
    kind text not null,
    provider text not null,
    sealed_config bytea not null,
    source text not null,
    updated_at bigint not null
);

create table clients (
    id text not null primary key,
    name text not null,
    kind text not null,
    redirect_uris jsonb not null,
    post_logout_redirect_uris jsonb not null,
    third_party boolean not null,
    initiate_login_uri text,
    refresh_grace bigint not null,
    rotate_refresh_token boolean not null,
    refresh_token_lifetime bigint not null,
    id_token_lifetime bigint not null,
    id_token_alg text,
    source text not null,
    disabled boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table client_secrets (
    client_id text not null references clients (id) on delete cascade,
    name text not null,
    sealed bytea not null,
    expires_at bigint,
    created_at bigint not null,
    primary key (client_id, name)
);

create table users (
    id text not null primary key,
    email text,
    email_canonical text unique,
    email_verified_at bigint,
    phone text,
    phone_canonical text unique,
    phone_verified_at bigint,
    username text,
    username_canonical text unique,
    username_verified_at bigint,
    password_hash text,
    password_scheme text,
    name text,
    avatar text,
    profile jsonb not null,
    custom_data jsonb not null,
    suspended_at bigint,
    last_sign_in_at bigint,
    created_at bigint not null,
    updated_at bigint not null
);

create table sessions (
    id bytea not null primary key,
    digest bytea not null,
    user_id text not null,
    auth_time bigint not null,
    amr jsonb not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);

create table session_clients (
    session_id bytea not null references sessions (id) on delete cascade,
    client_id text not null,
    sid text not null,
    joined_at bigint not null,
    signed_out_at bigint,
    primary key (session_id, client_id)
);

create table known_browsers (
    device bytea not null,
    address bytea not null,
    seen_at bigint not null,
    primary key (device, address)
);

create table interactions (
    id bytea not null primary key,
    browser bytea not null,
    client_id text not null,
    request jsonb not null,
    email text,
    purpose text not null,
    session_id bytea,
    created_at bigint not null,
    expires_at bigint not null,
    finished_at bigint
);

create index interactions_of_browser on interactions (browser, id);

create table verifications (
    interaction_id bytea not null references interactions (id) on delete cascade,
    id bytea not null,
    kind text not null,
    target text not null,
    verified_at bigint not null,
    primary key (interaction_id, id)
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

create table attempts (
    kind text not null,
    subject bytea not null,
    count bigint not null,
    expires_at bigint not null,
    primary key (kind, subject)
);

create index attempts_over on attempts (expires_at);

create table consents (
    user_id text not null,
    client_id text not null,
    scope text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (user_id, client_id)
);

create table grants (
    id bytea not null primary key,
    user_id text not null,
    client_id text not null,
    session_id bytea not null,
    auth_time bigint not null,
    amr jsonb not null,
    scope text not null,
    resources jsonb not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint
);

create table codes (
    id bytea not null primary key,
    digest bytea not null,
    grant_id bytea not null,
    client_id text not null,
    redirect_uri text not null,
    redirect_uri_given boolean not null,
    nonce text,
    code_challenge text,
    expires_at bigint not null,
    consumed_at bigint
);

create table access_tokens (
    id bytea not null primary key,
    digest bytea not null,
    grant_id bytea not null,
    scope text not null,
    expires_at bigint not null,
    revoked_at bigint
);

create table refresh_families (
    id bytea not null primary key,
    salt bytea not null,
    grant_id bytea not null,
    client_id text not null,
    scope text not null,
    generation bigint not null,
    rotated_at bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint
);

create table outbox (
    id bytea not null primary key,
    state text not null,
    sealed bytea,
    usage_type text not null,
    attempts bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    next_attempt_at bigint not null,
    leased_until bigint,
    sent_at bigint,
    failure text
);

create index outbox_due on outbox (next_attempt_at) where state = 'waiting';

create table events (
    id bytea not null primary key,
    kind text not null,
    at bigint not null,
    user_id text,
    client_id text,
    data jsonb not null
);
