//! The Bookstore: an honest relying party that shows what happens.
//!
//! It knows its OpenID provider only over the wire, through a client library anyone may use. Who is
//! signed in, and every sign-in under way, stands in sealed cookies: stopping and starting it loses
//! neither, and it needs no database. Only the list of what happened is kept in memory.
//!
//! | module | specification |
//! | --- | --- |
//! | `provider` | OpenID Connect Discovery 1.0 |
//! | `sign_in`, `pending` | OIDC Core §3.1.2.1 (the request), §4 (sign-in begun by someone else), RFC 7636 (PKCE) |
//! | `callback` | OIDC Core §3.1.2.5, RFC 9207 (`iss` of the answer) |
//! | `token` | OIDC Core §3.1.3.1 and §3.1.3.3 (tokens), §5.3 (userinfo) |
//! | `id_token` | OIDC Core §3.1.3.7 (the checks) |
//! | `refresh` | OIDC Core §12 |
//! | `api_call` | RFC 8707 (a token for one API) |
//! | `orders_api`, `access_token` | RFC 6750 (bearer tokens), RFC 9068 §4 (the checks) |
//! | `introspection` | RFC 7662 |
//! | `sign_out` | OpenID Connect RP-Initiated Logout 1.0 |
//! | `backchannel_logout` | OpenID Connect Back-Channel Logout 1.0 |

mod abbreviate;
mod access_token;
mod api_call;
mod app;
mod assets;
mod backchannel_logout;
mod call;
mod callback;
mod claim;
mod clock;
mod config;
mod ended;
pub mod environment;
mod id_token;
mod introspection;
mod jar;
mod journal;
mod journals;
mod moment;
mod orders_api;
mod page;
mod pending;
mod provider;
mod refresh;
mod registration;
mod router;
mod session;
mod shop;
mod sign_in;
mod sign_out;
mod token;
mod transport;
mod trouble;

pub use config::{Api, Config};
pub use router::router;
