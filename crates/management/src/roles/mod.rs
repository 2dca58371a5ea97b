//! `/roles`: roles, and what they allow.

mod application;
pub(crate) mod body;
pub(crate) mod ids;
mod role;
mod scope;
mod user;

use crate::wire::route::Described;

/// Everything under `/roles`.
pub(crate) fn routes() -> Vec<Described> {
    let nouns = [
        role::routes(),
        scope::routes(),
        user::routes(),
        application::routes(),
    ];
    nouns.into_iter().flatten().collect()
}
