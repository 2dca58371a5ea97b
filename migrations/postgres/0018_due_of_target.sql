-- What waits for one client is found without a look at what waits for others, however much that is.
create index deliveries_due_of_target on deliveries (kind, target, next_attempt_at)
    where state = 'waiting' and target is not null;
