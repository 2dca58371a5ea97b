//! `/signet/administrators`: who may see everything here, and who may change it, too.

mod administrator;
mod body;

use crate::wire::route::Described;

/// Everything under `/signet/administrators`.
pub(crate) fn routes() -> Vec<Described> {
    administrator::routes()
}
