//! `/signet/events`: what happened, as Signet keeps it.

mod body;
mod event;
mod filter;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    event::routes()
}
