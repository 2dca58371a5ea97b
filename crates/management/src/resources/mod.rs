//! `/resources`: APIs that access tokens are made for, and what may be done there.

pub(crate) mod body;
mod resource;
mod scope;

use crate::wire::route::Described;

/// Everything under `/resources`.
pub(crate) fn routes() -> Vec<Described> {
    let nouns = [resource::routes(), scope::routes()];
    nouns.into_iter().flatten().collect()
}
