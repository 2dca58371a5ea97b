-- What people are searched by, in one text and in small letters: what contains no part that is looked
-- for is passed over without a look at the fields. A line each; no field contains a line break.
alter table users add column searched text not null generated always as (lower(
    id || E'\n' || coalesce(email, '') || E'\n' || coalesce(substr(phone, 2), '') || E'\n'
    || coalesce(username, '') || E'\n' || coalesce(name, ''))) stored;

-- Every three letters in a row have an index where the extension can be had. Without it a search reads
-- every row, which is slower and finds the same.
do $$
begin
    create extension if not exists pg_trgm;
    create index users_by_searched on users using gin (searched gin_trgm_ops);
exception
    when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
        raise notice 'searches for people have no index: the extension pg_trgm cannot be had';
end
$$;
