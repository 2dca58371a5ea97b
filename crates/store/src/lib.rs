//! One SQL text for SQLite and PostgreSQL.
//!
//! [`Store::transact`] runs a unit of work: it commits on success and on a refusal, and rolls back
//! on a breakdown. [`Store::read`] runs what writes nothing. Both lend a [`Tx`], from which each
//! table is reached by its name: `tx.codes().consume(&id, now)`.
//!
//! On PostgreSQL two units of work that take the same rows in opposite orders wait for each other
//! until the server ends one of them. So rows that others can reach are taken in this order, each
//! only after those before it: counters of mails, of stored bytes and of tries of codes of the
//! host, API, role, client, what was seen of it, session and its clients, consent, authorization
//! code, grant, refresh family, interaction, verification code, counters of failures, user, day on
//! which one was active, known browser, code of the set-up, recovery code, delivery, version,
//! counters of what was told. Rows that a unit of work inserts itself can be reached by no other and
//! may come at any time. Whoever looks before changing clients, keys, connectors, APIs or roles
//! takes their version first of all, the one of APIs and roles before that of clients. Whoever ends
//! what hangs from a client that is gone takes the clients of sessions later, alone of all: consents,
//! then grants, then those, which may have ended a grant before, then deliveries.
//!
//! Rows become the types of `oidc-core` here. Nothing is decided here but races: what may happen
//! once is claimed by one statement, and the row count is believed.
//!
//! **Times** come from the nodes, whose clocks differ. Which of two things came first is therefore
//! never read from two times, but from a row count, a generation, or whether a time stands there at
//! all. What is compared with `now` are ends (`expires_at`, `leased_until`, `next_attempt_at`,
//! `seen_at` and a lifetime): they move by as much as the clocks differ, and nothing else depends on
//! it.

mod access_tokens;
mod accounts;
mod activity;
mod administrators;
mod applications;
mod attempts;
mod cause;
mod client_roles;
mod clients;
mod codes;
mod composed;
mod connectors;
mod consents;
mod db;
mod deliveries;
mod delivery;
mod dialect;
mod driver_error;
mod email_templates;
mod error;
mod event_page;
mod event_search;
mod events;
mod grants;
mod interactions;
mod keys;
mod known_browsers;
mod listed;
mod machine_tokens;
mod mail_reports;
mod mailed;
mod mails;
mod migrations;
mod milestones;
mod ordered;
mod password_schemes;
mod passwords;
mod previews;
mod reach;
mod readable;
mod recovery_codes;
mod refresh_tokens;
mod refused_redirects;
mod resources;
mod roles;
mod rows;
mod sealed;
mod search;
mod session_clients;
mod sessions;
mod settings;
mod setup_codes;
mod sid;
mod sign_ins;
mod sql;
mod sweep;
mod taken;
mod unreadable;
mod user_identities;
mod users;
mod verification_codes;
mod versions;

pub use access_tokens::AccessTokens;
pub use accounts::{Accounts, WantedAccounts};
pub use activity::{Activity, DaysAgo};
pub use administrators::Administrators;
pub use applications::{Applications, ListedApplication, WantedApplications};
pub use attempts::{Attempts, Claim, Count, Counter};
pub use cause::Cause;
pub use client_roles::ClientRoles;
pub use clients::Clients;
pub use codes::Codes;
pub use connectors::{Connectors, OF_FILE, StoredConnector};
pub use consents::Consents;
pub use db::{Flavour, Options, Store, Tx};
pub use deliveries::Deliveries;
pub use delivery::{Delivery, DeliveryKind, DeliveryState, Failed, Keep, Standing, Tried};
pub use email_templates::EmailTemplates;
pub use error::{Refusal, StoreError};
pub use event_page::EventPage;
pub use event_search::{EventSearch, WantedEvents, WantedKinds};
pub use events::Events;
pub use grants::{Grants, Wanted};
pub use interactions::{Finished, Interactions};
pub use keys::Keys;
pub use known_browsers::KnownBrowsers;
pub use machine_tokens::{MachineTokens, RevokedTokens};
pub use mail_reports::{MailReports, Noted};
pub use mailed::{LastCode, LastMail, Mailed};
pub use mails::{Mail, MailPage, Mails};
pub use milestones::Milestones;
pub use password_schemes::PasswordSchemes;
pub use passwords::Passwords;
pub use previews::Previews;
pub use reach::{Reach, ReachOfClient, ReachOfUser};
pub use readable::{Found, Page};
pub use recovery_codes::RecoveryCodes;
pub use refresh_tokens::RefreshTokens;
pub use refused_redirects::{Refusals, RefusedRedirects};
pub use resources::Resources;
pub use roles::Roles;
pub use sealed::{Sealed, SealedRow};
pub use session_clients::{Participant, SessionClients};
pub use sessions::Sessions;
pub use settings::Settings;
pub use setup_codes::SetupCodes;
pub use sign_ins::{SignIns, Trace};
pub use sweep::Sweep;
pub use taken::{Taken, Unique};
pub use unreadable::Unreadable;
pub use user_identities::UserIdentities;
pub use users::Users;
pub use verification_codes::{Attempt, CodeWithMail, VerificationCodes};
pub use versions::{VersionNumbers, Versions};
