//! `/roles`: roles, and what they allow.

mod body;
mod role;
mod scope;

use crate::wire::route::Described;

/// Everything under `/roles`.
pub(crate) fn routes() -> Vec<Described> {
    let nouns = [role::routes(), scope::routes()];
    nouns.into_iter().flatten().collect()
}
