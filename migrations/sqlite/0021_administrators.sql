-- The code that makes the first administrator: one row at most. Once it is used it says who was made
-- with it, and which address they gave, as long as that is not proven.
create table setup_codes (
    id text not null primary key check (id = 'setup'),
    digest blob not null,
    created_at integer not null,
    expires_at integer not null,
    consumed_at integer,
    user_id text references users (id) on delete cascade,
    email text
) strict;

create index setup_codes_of_user on setup_codes (user_id);

-- The code that signs in an administrator whom no mail reaches: one at a time for each.
create table recovery_codes (
    user_id text not null primary key references users (id) on delete cascade,
    digest blob not null unique,
    created_at integer not null,
    expires_at integer not null,
    consumed_at integer
) strict;
