//! `/roles`: roles, and what they allow.

pub(crate) mod body;
mod role;
mod scope;
mod user;

use crate::wire::route::Described;

/// Everything under `/roles`.
pub(crate) fn routes() -> Vec<Described> {
    let nouns = [role::routes(), scope::routes(), user::routes()];
    nouns.into_iter().flatten().collect()
}
