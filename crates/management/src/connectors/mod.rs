//! What carries mails: the factories, what is made of them, and whether it works.

mod authorization_uri;
mod body;
mod check;
mod config;
mod connector;
mod factory;
mod factory_body;
mod trial;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    let mut all = connector::routes();
    all.extend(factory::routes());
    all.extend([trial::route(), check::route(), authorization_uri::route()]);
    all
}
