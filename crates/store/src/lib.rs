//! One SQL text for SQLite and PostgreSQL.
//!
//! [`Store::transact`] runs a unit of work: it commits on success and on a refusal, and rolls back
//! on a breakdown. [`Store::read`] runs what writes nothing. Both lend a [`Tx`], from which each
//! table is reached by its name: `tx.codes().consume(&id, now)`.
//!
//! Rows become the types of `oidc-core` here. Nothing is decided here but races: what may happen
//! once is claimed by one statement, and the row count is believed.

mod access_tokens;
mod attempts;
mod clients;
mod codes;
mod columns;
mod connectors;
mod db;
mod dialect;
mod error;
mod events;
mod grants;
mod interactions;
mod keys;
mod known_browsers;
mod outbox;
mod refresh_tokens;
mod sessions;
mod settings;
mod sweep;
mod users;
mod verification_codes;
mod versions;

pub use access_tokens::AccessTokens;
pub use attempts::{Attempts, Hit};
pub use clients::Clients;
pub use codes::Codes;
pub use connectors::{Connectors, StoredConnector};
pub use db::{Flavour, Options, Store, Tx};
pub use error::{Cause, Refusal, StoreError};
pub use events::Events;
pub use grants::Grants;
pub use interactions::{Finished, Interactions};
pub use keys::Keys;
pub use known_browsers::KnownBrowsers;
pub use outbox::{Keep, Mail, MailState, Outbox};
pub use refresh_tokens::RefreshTokens;
pub use sessions::Sessions;
pub use settings::Settings;
pub use sweep::Sweep;
pub use users::Users;
pub use verification_codes::{Attempt, VerificationCodes};
pub use versions::Versions;
