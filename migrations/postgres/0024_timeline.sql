-- Which sign-in a mail belongs to, to whom it went (a keyed digest of the address), which connector
-- tried it last, when, and for how many milliseconds. Of what was written until now it is not known.
alter table deliveries add column flow bytea;
alter table deliveries add column recipient bytea;
alter table deliveries add column connector text;
alter table deliveries add column tried_at bigint;
alter table deliveries add column took bigint;

create index deliveries_of_flow on deliveries (flow, id) where flow is not null;
create index deliveries_of_recipient on deliveries (recipient, flow) where recipient is not null;
-- Texts that are still there and wait for nothing.
create index deliveries_kept on deliveries (kind, id)
    where state <> 'waiting' and sealed is not null;
-- Those that wait are few, and have indexes of their own.
create index deliveries_of_state on deliveries (state, id)
    where kind = 'mail' and state <> 'waiting';

-- What happened in a sign-in, and in which ones a person or an application was.
create index events_of_user_by_flow on events (user_id, flow) where flow is not null;
create index events_of_client_by_flow on events (client_id, flow) where flow is not null;
