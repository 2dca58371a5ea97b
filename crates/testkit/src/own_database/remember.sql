create schema made;

create view made.lines as
    select format('c %s %s %s %s %s', oid, relname, relkind, reloptions, relacl) as line
        from pg_class where relnamespace = 'public'::regnamespace
    union all
    select format('a %s %s %s %s %s %s %s', attrelid, attnum, attname, atttypid, attnotnull, attisdropped, atthasdef)
        from pg_attribute join pg_class c on c.oid = attrelid
        where c.relnamespace = 'public'::regnamespace
    union all
    select format('k %s %s %s', oid, conname, convalidated)
        from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select format('t %s %s %s', t.oid, tgname, tgenabled)
        from pg_trigger t join pg_class c on c.oid = tgrelid
        where c.relnamespace = 'public'::regnamespace
    union all
    select format('p %s %s', oid, proname) from pg_proc where pronamespace = 'public'::regnamespace
    union all
    select format('d %s %s', setrole, setconfig) from pg_db_role_setting
        where setdatabase = (select oid from pg_database where datname = current_database())
    union all
    select format('m %s %s %s', version, checksum, success) from public._sqlx_migrations;

create table made.shape as select md5(string_agg(line, ';' order by line)) as shape from made.lines;

create schema rows;

do $$
declare
    name text;
    has_rows boolean;
begin
    for name in select quote_ident(tablename) from pg_tables
        where schemaname = 'public' and tablename <> '_sqlx_migrations'
    loop
        execute format('select exists (select 1 from public.%s)', name) into has_rows;
        if has_rows then
            execute format('create table rows.%1$s as select * from public.%1$s', name);
        end if;
    end loop;
end $$;
