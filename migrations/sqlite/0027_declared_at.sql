-- Where the configuration file declares what it owns, as `signet.toml:14`; nothing elsewhere.
alter table clients add column declared_at text;
alter table resources add column declared_at text;
alter table roles add column declared_at text;
alter table connectors add column declared_at text;
