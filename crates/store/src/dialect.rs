//! Statements that must differ, side by side.

use oidc_core::record::Record;

use crate::{db::Flavour, outbox::Mail, sql::sql};

/// The same statement in both dialects.
pub(crate) struct Pair {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl Pair {
    /// The text for one of them.
    pub(crate) const fn text(&self, flavour: Flavour) -> &'static str {
        match flavour {
            Flavour::Sqlite => self.sqlite,
            Flavour::Postgres => self.postgres,
        }
    }
}

/// Claims mails that are due. PostgreSQL has many writers: two nodes must not wait for each other,
/// nor take the same mail. SQLite has one writer and knows no row locks. A lease or a wait that lies
/// further ahead ($4) than a mail can live was written before the clock was set back: it is over.
pub(crate) const CLAIM_MAILS: Pair = Pair {
    sqlite: sql!(LEASE_DUE, ") returning ", Mail::COLUMNS),
    postgres: sql!(
        LEASE_DUE,
        " for update skip locked) returning ",
        Mail::COLUMNS
    ),
};

const LEASE_DUE: &str = "update outbox set leased_until = $2, attempts = attempts + 1 \
    where id in (select id from outbox where state = 'waiting' \
    and (next_attempt_at <= $1 or next_attempt_at > $4) \
    and (leased_until is null or leased_until <= $1 or leased_until > $4) \
    and expires_at > $1 and expires_at <= $4 order by next_attempt_at limit $3";
