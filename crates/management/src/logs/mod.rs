//! `/logs`: what happened, in the words of Logto.

mod body;
mod key;
mod log;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    log::routes()
}
