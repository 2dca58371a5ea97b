-- Times are milliseconds since the epoch. Ids of 16 bytes begin with their time, so that new rows
-- land beside each other and old ones are swept by ranges. Foreign keys stand where the child's
-- primary key begins with its parent: elsewhere they would need an index that nothing else needs.

create table versions (
    noun text not null primary key,
    number integer not null
) strict, without rowid;

insert into versions (noun, number)
values ('clients', 1), ('connectors', 1), ('keys', 1), ('settings', 1);

create table settings (
    name text not null primary key,
    value text not null check (json_valid(value)),
    source text not null,
    updated_at integer not null
) strict, without rowid;

create table blobs (
    name text not null primary key,
    sealed blob not null,
    created_at integer not null
) strict, without rowid;

create table signing_keys (
    kid text not null primary key,
    algorithm text not null,
    stage text not null,
    sealed blob not null,
    created_at integer not null,
    unique (algorithm, stage)
) strict;

create table connectors (
    id text not null primary key,
    kind text not null,
    provider text not null,
    sealed_config blob not null,
    source text not null,
    updated_at integer not null
) strict;

create table clients (
    id text not null primary key,
    name text not null,
    kind text not null,
    redirect_uris text not null check (json_valid(redirect_uris)),
    post_logout_redirect_uris text not null check (json_valid(post_logout_redirect_uris)),
    third_party integer not null check (third_party in (0, 1)),
    initiate_login_uri text,
    refresh_grace integer not null,
    rotate_refresh_token integer not null check (rotate_refresh_token in (0, 1)),
    refresh_token_lifetime integer not null,
    id_token_lifetime integer not null,
    id_token_alg text,
    source text not null,
    disabled integer not null check (disabled in (0, 1)),
    created_at integer not null,
    updated_at integer not null
) strict;

create table client_secrets (
    client_id text not null references clients (id) on delete cascade,
    name text not null,
    sealed blob not null,
    expires_at integer,
    created_at integer not null,
    primary key (client_id, name)
) strict, without rowid;

create table users (
    id text not null primary key,
    email text,
    email_canonical text unique,
    email_verified_at integer,
    phone text,
    phone_canonical text unique,
    phone_verified_at integer,
    username text,
    username_canonical text unique,
    username_verified_at integer,
    password_hash text,
    password_scheme text,
    name text,
    avatar text,
    profile text not null check (json_valid(profile)),
    custom_data text not null check (json_valid(custom_data)),
    suspended_at integer,
    last_sign_in_at integer,
    created_at integer not null,
    updated_at integer not null
) strict;

create table sessions (
    id blob not null primary key,
    digest blob not null,
    user_id text not null,
    auth_time integer not null,
    amr text not null check (json_valid(amr)),
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    ended_at integer
) strict, without rowid;

create table session_clients (
    session_id blob not null references sessions (id) on delete cascade,
    client_id text not null,
    sid text not null,
    joined_at integer not null,
    signed_out_at integer,
    primary key (session_id, client_id)
) strict, without rowid;

create table known_browsers (
    device blob not null,
    address blob not null,
    seen_at integer not null,
    primary key (device, address)
) strict, without rowid;

create table interactions (
    id blob not null primary key,
    browser blob not null,
    client_id text not null,
    request text not null check (json_valid(request)),
    email text,
    purpose text not null,
    session_id blob,
    created_at integer not null,
    expires_at integer not null,
    finished_at integer
) strict, without rowid;

create index interactions_of_browser on interactions (browser, id);

create table verifications (
    interaction_id blob not null references interactions (id) on delete cascade,
    id blob not null,
    kind text not null,
    target text not null,
    verified_at integer not null,
    primary key (interaction_id, id)
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

create table attempts (
    kind text not null,
    subject blob not null,
    count integer not null,
    expires_at integer not null,
    primary key (kind, subject)
) strict, without rowid;

create index attempts_over on attempts (expires_at);

create table consents (
    user_id text not null,
    client_id text not null,
    scope text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (user_id, client_id)
) strict, without rowid;

create table grants (
    id blob not null primary key,
    user_id text not null,
    client_id text not null,
    session_id blob not null,
    auth_time integer not null,
    amr text not null check (json_valid(amr)),
    scope text not null,
    resources text not null check (json_valid(resources)),
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

create table codes (
    id blob not null primary key,
    digest blob not null,
    grant_id blob not null,
    client_id text not null,
    redirect_uri text not null,
    redirect_uri_given integer not null check (redirect_uri_given in (0, 1)),
    nonce text,
    code_challenge text,
    expires_at integer not null,
    consumed_at integer
) strict, without rowid;

create table access_tokens (
    id blob not null primary key,
    digest blob not null,
    grant_id blob not null,
    scope text not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

create table refresh_families (
    id blob not null primary key,
    salt blob not null,
    grant_id blob not null,
    client_id text not null,
    scope text not null,
    generation integer not null,
    rotated_at integer not null,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

create table outbox (
    id blob not null primary key,
    state text not null,
    sealed blob,
    usage_type text not null,
    attempts integer not null,
    created_at integer not null,
    expires_at integer not null,
    next_attempt_at integer not null,
    leased_until integer,
    sent_at integer,
    failure text
) strict, without rowid;

create index outbox_due on outbox (next_attempt_at) where state = 'waiting';

create table events (
    id blob not null primary key,
    kind text not null,
    at integer not null,
    user_id text,
    client_id text,
    data text not null check (json_valid(data))
) strict, without rowid;
