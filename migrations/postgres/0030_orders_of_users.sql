-- People by their name, their address, their user name and their last sign-in, in the order of octets,
-- which is the same on each database. What is equal is told apart by its id.
create index users_by_name on users (lower(name collate "C"), id);
create index users_by_email on users (email_canonical collate "C");
create index users_by_username on users (username_canonical collate "C");
create index users_by_last_sign_in on users (last_sign_in_at, id);
