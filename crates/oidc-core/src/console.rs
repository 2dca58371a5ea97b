//! The console: an application that is part of Signet, by which people manage it. It is registered by
//! the server itself, and as any other application may be: a public client that sends a code challenge
//! and gets no more than its user may do.

use crate::{client::Client, source::Source, time::Lifetime};

/// Its `client_id`.
pub const ID: &str = "admin-console";

/// What people see.
pub const NAME: &str = "Signet Console";

/// How long its access tokens live: whoever reads one has little of it.
pub const ACCESS_TOKEN_LIFETIME: Lifetime = Lifetime::minutes(5);

/// How long its refresh tokens live, all that replace each other together: who signs in in the morning
/// signs in again the next day.
pub const REFRESH_TOKEN_LIFETIME: Lifetime = Lifetime::hours(12);

/// How long its refresh tokens may lie unused: a console that was left open is closed.
pub const IDLE: Lifetime = Lifetime::minutes(30);

/// How long refresh tokens of a client may lie unused; for as long as they live when none.
pub fn idle(client: &Client) -> Option<Lifetime> {
    is(client).then_some(IDLE)
}

/// Whether a client is the console, and not one that only has its id.
pub fn is(client: &Client) -> bool {
    client.source == Source::BuiltIn && client.id.as_str() == ID
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{client::ClientKind, time::Timestamp};

    #[test]
    fn the_console_alone_may_not_lie_unused() {
        let client = |id: &str, source| {
            let id = id.parse().unwrap();
            Client::new(id, ClientKind::Spa, source, Timestamp::EPOCH)
        };
        assert_eq!(idle(&client(ID, Source::BuiltIn)), Some(IDLE));
        assert_eq!(idle(&client(ID, Source::File)), None);
        assert_eq!(idle(&client("demo-app", Source::BuiltIn)), None);
    }
}
