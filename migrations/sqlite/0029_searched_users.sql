-- What people are searched by, in one text and in small letters: what contains no part that is looked
-- for is passed over without a look at the fields. A line each; no field contains a line break.
alter table users add column searched text not null default '';

update users set searched = lower(id || char(10) || coalesce(email, '') || char(10)
    || coalesce(substr(phone, 2), '') || char(10) || coalesce(username, '') || char(10)
    || coalesce(name, ''));

create trigger users_searched_when_added after insert on users begin
    update users set searched = lower(new.id || char(10) || coalesce(new.email, '') || char(10)
        || coalesce(substr(new.phone, 2), '') || char(10) || coalesce(new.username, '') || char(10)
        || coalesce(new.name, '')) where id = new.id;
end;

create trigger users_searched_when_changed
after update of id, email, phone, username, name on users begin
    update users set searched = lower(new.id || char(10) || coalesce(new.email, '') || char(10)
        || coalesce(substr(new.phone, 2), '') || char(10) || coalesce(new.username, '') || char(10)
        || coalesce(new.name, '')) where id = new.id;
end;

-- A search reads this index alone, in the order of the list.
drop index users_by_creation;
create index users_by_creation on users (created_at, id, searched);
