-- All that goes out waits in one table, whatever kind it is: mail so far. What it is for stands
-- there for mails alone. Rows that wait go on as mails.
alter table outbox rename to deliveries;
alter index outbox_pkey rename to deliveries_pkey;
alter table deliveries add column kind text not null default 'mail';
alter table deliveries alter column kind drop default;
alter table deliveries add column target text;
alter table deliveries alter column usage_type drop not null;

drop index outbox_due;
create index deliveries_due on deliveries (kind, next_attempt_at) where state = 'waiting';

-- Who did it, from where, by what, in which request and sign-in: as far as it is known. Of what
-- happened until now it is not.
alter table events add column actor text;
alter table events add column ip text;
alter table events add column agent text;
alter table events add column request_id text;
alter table events add column flow bytea;
