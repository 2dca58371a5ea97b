-- Who a token is about: a person, or (without one) the client itself. A grant may stand without a
-- session.
alter table grants alter column user_id drop not null;
alter table grants alter column session_id drop not null;

create index grants_of_user on grants (user_id, id);

-- For which resource a token is, and the key its holder must have.
alter table codes add column audience text;
alter table codes add column jkt text;
alter table access_tokens add column audience text;
alter table access_tokens add column jkt text;
alter table refresh_families add column audience text;
alter table refresh_families add column jkt text;

alter table clients add column grant_types jsonb;
