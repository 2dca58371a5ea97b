-- The scopes of an API stand in the order in which they were given.
alter table scopes add column position bigint not null default 0;
