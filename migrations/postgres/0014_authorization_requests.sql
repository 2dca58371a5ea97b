-- How the answers of a client may travel; in every way there is when nothing is chosen.
alter table clients add column response_modes jsonb;

-- The claims that a request named one by one (OpenID Connect Core §5.5), and the grant gives.
alter table grants add column claims jsonb;
