-- What an operator writes down of an application and no request of the protocol needs.
create table client_details (
    client_id text not null primary key references clients (id) on delete cascade,
    description text,
    logo_uri text,
    custom_data text not null check (json_valid(custom_data)),
    metadata text not null check (json_valid(metadata))
) strict, without rowid;

alter table clients add column cors_allowed_origins text not null default '[]'
    check (json_valid(cors_allowed_origins));

-- Lists begin with the newest.
create index clients_by_age on clients (created_at, id);
