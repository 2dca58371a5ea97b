//! `/signet/mail`: mails that went out, or should have.

mod body;
pub(crate) mod delivery;
mod list;
mod one;

use crate::wire::route::Described;

/// Everything under `/signet/mail`.
pub(crate) fn routes() -> Vec<Described> {
    let mut all = list::routes();
    all.extend(one::routes());
    all
}
