-- Which clients a version of the clients is about: nodes that keep all clients in memory read these
-- alone. Old ones are forgotten by whoever writes the next.
create table client_changes (
    version bigint not null,
    client_id text not null,
    primary key (version, client_id)
);
