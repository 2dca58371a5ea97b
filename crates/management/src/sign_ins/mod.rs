//! `/signet/sign-ins`: what happened in each sign-in, mails included.

mod body;
mod sign_in;

use crate::wire::route::Described;

/// Everything under `/signet/sign-ins`.
pub(crate) fn routes() -> Vec<Described> {
    sign_in::routes()
}
