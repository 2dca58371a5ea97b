-- A connector may be a second one, for what the first could not hand over. The file's has a row of its
-- own beside those of the operator, of whom there is one of each rank.
alter table connectors add column rank text not null default 'first';
alter table connectors add column created_at integer not null default 0;
update connectors set created_at = updated_at;

create unique index connectors_of_rank on connectors (kind, rank) where source <> 'file';

-- The words of mails by language: they lie over those of the connectors.
create table email_templates (
    id text not null primary key,
    language_tag text not null,
    template_type text not null,
    details text not null check (json_valid(details)),
    created_at integer not null,
    unique (language_tag, template_type)
) strict;
