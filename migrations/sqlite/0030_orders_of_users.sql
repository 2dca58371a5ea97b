-- People by their name and by their last sign-in. Addresses and user names have an index each, which
-- is in the order of octets. What is equal is told apart by its id.
create index users_by_name on users (name collate nocase, id);
create index users_by_last_sign_in on users (last_sign_in_at, id);
