-- To which registration of the client a grant was given, and a consent: a node that does not know yet
-- that the client is gone may write one for it, and another client may have its id by then.
alter table grants add column registration text;
alter table consents add column registration text;

update grants set registration = (
    select clients.registration from clients where clients.id = grants.client_id
) where client_id in (select id from clients where registration is not null) and revoked_at is null;

update consents set registration = (
    select clients.registration from clients where clients.id = consents.client_id
) where client_id in (select id from clients where registration is not null);

-- What clients that were removed before have left behind: the next of their ids would hear of it.
delete from session_clients where client_id not in (select id from clients);

delete from deliveries where kind = 'backchannel_logout'
    and target not in (select id from clients);

-- What is forgotten of a client that is removed.
create index session_clients_of_client on session_clients (client_id, session_id);
