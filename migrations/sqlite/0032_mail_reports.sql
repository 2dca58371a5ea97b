-- Under which id a provider took a mail, and what it reported of it since: `delayed`, `delivered` or
-- `bounced`, when, and in its own words.
alter table deliveries add column message_id text;
alter table deliveries add column reported text;
alter table deliveries add column reported_at integer;
alter table deliveries add column report text;

create index deliveries_of_message on deliveries (message_id) where message_id is not null;

-- With the kind: a planner that knows nothing of the rows would take the index of the kind alone.
drop index deliveries_of_target;
create index deliveries_of_target on deliveries (target, kind, id) where target is not null;
