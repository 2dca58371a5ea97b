-- Where a client is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.2,
-- Front-Channel Logout 1.0 §2).
alter table clients add column backchannel_logout_uri text;
alter table clients add column backchannel_logout_session_required boolean not null default false;
alter table clients add column frontchannel_logout_uri text;
alter table clients add column frontchannel_logout_session_required boolean not null default false;

-- What waits for a client and what became of it; and what is swept, a kind at a time, because kinds
-- stay for different times.
create index deliveries_of_target on deliveries (target, id) where target is not null;
create index deliveries_of_kind on deliveries (kind, id);
