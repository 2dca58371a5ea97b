-- What was chosen for a person about second factors and passkeys.
alter table users add column sign_in_choices text not null default '{}'
    check (json_valid(sign_in_choices));
