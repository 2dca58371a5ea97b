-- Which sign-ins were begun for an application.
create index interactions_of_client on interactions ((goal -> 'authorize' ->> 'client_id'), id);
