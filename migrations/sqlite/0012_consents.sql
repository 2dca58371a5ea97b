-- What was agreed to until now were scopes of no resource. Found by client when one is removed.
alter table consents add column resources text not null default '{}' check (json_valid(resources));
create index consents_of_client on consents (client_id, user_id);

-- The session whose account somebody chose to go on with.
alter table interactions add column chosen_session blob;
