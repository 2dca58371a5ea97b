-- What the sweep looks for every minute, so that it never walks over rows that stay.

create index known_browsers_seen on known_browsers (seen_at);

create index grants_without_offline_access on grants (id)
where ' ' || scope || ' ' not like '% offline_access %';
