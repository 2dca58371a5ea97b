//! What the token endpoint and its siblings do.

pub mod active_today;
pub mod admit;
pub mod client_credentials;
pub mod introspect;
mod issuance;
pub mod issue;
mod live;
mod managing;
pub mod redeem;
pub mod refresh;
pub mod revoke;
pub mod tally;
pub mod userinfo;
