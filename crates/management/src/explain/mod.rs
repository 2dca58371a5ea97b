//! `/signet/explain-…`: why something is as it is.

mod body;
mod sign_in;

use crate::wire::route::Described;

/// Its addresses.
pub(crate) fn routes() -> Vec<Described> {
    sign_in::routes()
}
