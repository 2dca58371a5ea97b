-- What was agreed to at an API, and what a grant is for, stands there by the API's id: another one
-- that is called the same one day is not meant. What names an API that is gone means nothing.
update consents set resources = (
    select json_group_object(apis.id, agreed.value) from json_each(consents.resources) as agreed
    join resources as apis on apis.indicator = agreed.key
) where resources <> '{}';

update grants set resources = (
    select json_group_array(apis.id) from json_each(grants.resources) as granted
    join resources as apis on apis.indicator = granted.value
) where resources <> '[]';

-- A sign-in under way that asks for APIs by their names starts again.
delete from interactions where goal like '%"resource_scopes":{"%';

-- Which registration of its id a client is, and to which of client and API a machine's token belongs.
-- Of what is older than this it is not known.
alter table clients add column registration text;
alter table machine_tokens add column registrations text;
