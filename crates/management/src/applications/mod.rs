//! Applications, their secrets and their roles.

mod application;
pub(crate) mod body;
mod custom_data;
mod new;
mod patch;
mod roles;
mod secret;
mod secret_body;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    let parts = [
        application::routes(),
        custom_data::routes(),
        secret::routes(),
        roles::routes(),
    ];
    parts.into_iter().flatten().collect()
}
