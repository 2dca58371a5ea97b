-- An algorithm may have several keys in a stage: of the current ones the newest signs.
alter table signing_keys drop constraint signing_keys_algorithm_stage_key;

-- What is listed: events of a person, of an application and of a kind, newest first (their ids are
-- ordered by time), and people by the day they came.
create index events_of_user on events (user_id, id) where user_id is not null;
create index events_of_client on events (client_id, id) where client_id is not null;
create index events_of_kind on events (kind, id);
create index users_by_creation on users (created_at, id);
