-- Clients that are gone and whose grants are still being revoked, a few at a time.

create table removals (
    client_id text not null primary key,
    removed_at bigint not null
);

create index grants_of_client on grants (client_id, id) where revoked_at is null;

-- Addresses that wait to be wiped.

create index interactions_with_address on interactions (id) where email is not null;

-- A row to write to, for whoever asks whether anything can be written.

insert into versions (noun, number) values ('probe', 0);
