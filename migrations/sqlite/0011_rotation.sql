-- When a published key begins to sign, and when one that signs no longer goes away.
alter table signing_keys add column activates_at integer;
alter table signing_keys add column retires_at integer;

-- Which place owns a secret: one of the file's is written at each start, others stay. And when it
-- was used last, to the minute.
alter table client_secrets add column source text not null default 'console';
update client_secrets set source =
    coalesce((select source from clients where clients.id = client_secrets.client_id), 'console');
alter table client_secrets add column last_used_at integer;
