-- Events of one application by kind, of one request, of one sign-in and of whoever did it, newest first.
create index events_of_client_and_kind on events (client_id, kind, id) where client_id is not null;
create index events_of_request on events (request_id, id) where request_id is not null;
create index events_of_flow on events (flow, id) where flow is not null;
create index events_of_actor on events (actor, id) where actor is not null;

-- On which days tokens were issued to a person: days of UTC, counted from 1970-01-01.
create table daily_active_users (
    user_id text not null references users (id) on delete cascade,
    day bigint not null,
    primary key (user_id, day)
);

create index daily_active_users_of_day on daily_active_users (day, user_id);
