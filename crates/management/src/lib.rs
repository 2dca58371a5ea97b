//! The Management API: what an operator decides, over HTTP, on the wire that Logto's clients and
//! scripts speak.
//!
//! A call is a body or a query that is read ([`wire`]), a use case of [`engine`] that the command
//! line and the configuration file share, and what it answers in the form of this API. Nothing is
//! decided here but the form.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`routes`] | every address there is, with who may call it |
//! | [`state`], [`by`], [`authorize`] | what a handler needs; who calls |
//! | [`pace`] | how fast one caller may call |
//! | [`openapi`] | the description of the API, made from its handlers |
//! | [`language`], [`french`] | in which language people are told something |
//! | [`wire`] | bodies, refusals, pages, searches, entity tags |
//! | `applications` | applications, their secrets and their roles |
//! | `connectors`, `email_templates` | what carries mails, and their words by language |
//! | `verification_codes` | codes to any address, for a page of the operator's |
//! | [`administrators`] | who may change everything here |
//! | `logs`, `events` | what happened: in the words of Logto, and as it is kept |
//! | `dashboard` | how many people there are, came and were active |
//! | `explain`, `impact` | why somebody cannot sign in; what would go with something that is removed |
//! | [`resources`] | APIs and their scopes |
//! | [`roles`] | roles, what they allow and who holds them |
//! | [`sign_in_experience`] | who may sign in and sign up, by what, and how pages look |
//! | [`sign_ins`], [`mail`] | what happened in each sign-in, and what became of its mails |
//! | [`well_known`] | what anybody may read |
//! | [`users`] | people, their passwords, roles, identities, sessions and grants |

pub mod administrators;
mod applications;
pub mod authorize;
pub mod by;
mod connectors;
mod dashboard;
mod email_templates;
mod events;
mod explain;
pub mod french;
mod impact;
pub mod language;
mod logs;
pub mod mail;
pub mod openapi;
pub mod pace;
pub mod resources;
pub mod revealing;
pub mod roles;
pub mod routes;
pub mod sign_in_experience;
pub mod sign_ins;
pub mod state;
pub mod users;
mod verification_codes;
pub mod well_known;
pub mod wire;

pub use self::state::Management;
