//! Applications, their secrets and their roles.

mod application;
pub(crate) mod body;
mod custom_data;
mod milestones;
mod new;
mod patch;
mod refused_redirects;
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
        refused_redirects::routes(),
        milestones::routes(),
    ];
    parts.into_iter().flatten().collect()
}
