//! `/dashboard`: how many people there are, came and were active. Days are those of UTC.

mod body;
mod date;
mod users;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    users::routes()
}
