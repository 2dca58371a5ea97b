-- Settings that somebody looks at before saving them: one preview for each, for a few minutes.
create table previews (
    maker text not null primary key,
    id bytea not null unique,
    settings jsonb not null,
    expires_at bigint not null
);

-- What is over is swept by time.
create index previews_of_time on previews (expires_at);
