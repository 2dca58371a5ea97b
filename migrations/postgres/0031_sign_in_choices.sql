-- What was chosen for a person about second factors and passkeys.
alter table users add column sign_in_choices jsonb not null default '{}';
