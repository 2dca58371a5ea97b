//! `/signet/explain-…`: why something is as it is, and what may be done about it at once.

mod action;
mod body;
mod limits;
mod sign_in;

use crate::wire::route::Described;

/// Its addresses.
pub(crate) fn routes() -> Vec<Described> {
    let mut all = sign_in::routes();
    all.push(limits::route());
    all
}
