//! Codes that a program of the operator sends to any address, for a page of its own.

mod code;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    code::routes()
}
