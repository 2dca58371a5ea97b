//! `/signet/administrators`: who may see and change everything here.

mod administrator;
mod body;

use crate::wire::route::Described;

/// Everything under `/signet/administrators`.
pub(crate) fn routes() -> Vec<Described> {
    administrator::routes()
}
