//! `/signet/impact`: what would go with something that is removed.

mod body;
mod removal;

use crate::wire::route::Described;

/// Its addresses.
pub(crate) fn routes() -> Vec<Described> {
    removal::routes()
}
