//! The words of mails by language.

mod body;
mod template;

use crate::wire::route::Described;

pub(crate) fn routes() -> Vec<Described> {
    template::routes()
}
