//! `/users`: people, and what hangs from their accounts.

pub(crate) mod body;
mod collection;
mod custom_data;
mod grants;
mod identities;
mod logto_configs;
mod organizations;
mod password;
mod profile;
mod roles;
mod sessions;
mod sso_identity;
mod user;
mod written;

use crate::wire::route::Described;

/// Everything under `/users`.
pub(crate) fn routes() -> Vec<Described> {
    let nouns = [
        collection::routes(),
        user::routes(),
        custom_data::routes(),
        logto_configs::routes(),
        password::routes(),
        roles::routes(),
        identities::routes(),
        sso_identity::routes(),
        sessions::routes(),
        grants::routes(),
        organizations::routes(),
    ];
    nouns.into_iter().flatten().collect()
}
