//! What anybody may read, without a token.

mod sign_in_experience;
mod status;

use crate::wire::route::Described;

/// Its addresses.
pub(crate) fn routes() -> Vec<Described> {
    vec![
        sign_in_experience::route(),
        sign_in_experience::other_route(),
        status::route(),
    ]
}
