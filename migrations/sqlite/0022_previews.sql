-- Settings that somebody looks at before saving them: one preview for each, for a few minutes.
create table previews (
    maker text not null primary key,
    id blob not null unique,
    settings text not null check (json_valid(settings)),
    expires_at integer not null
) strict;

-- What is over is swept by time.
create index previews_of_time on previews (expires_at);
