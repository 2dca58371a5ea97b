//! What the token endpoint and its siblings do.

pub mod issue;
pub mod redeem;
pub mod refresh;
pub mod revoke;
pub mod userinfo;
