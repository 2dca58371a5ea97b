-- Addresses that applications asked their answers to be sent to, and that are not registered: a few of
-- each application. They go with it.
create table refused_redirects (
    client_id text not null references clients (id) on delete cascade,
    kind text not null,
    uri text not null,
    count bigint not null,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    primary key (client_id, kind, uri)
);

-- What an application has come to do, and when.
create table milestones (
    client_id text not null references clients (id) on delete cascade,
    milestone text not null,
    at bigint not null,
    primary key (client_id, milestone)
);
