//! What opens something in a configuration.

use engine::connector::Found;

use crate::{by::By, wire::free::Free};

/// A configuration as this caller sees it: programs that may change everything see all of it, others
/// masks in place of secrets.
pub(super) fn shown(found: &Found, by: &By) -> Free {
    if by.reads_secrets() {
        Free(found.config.clone())
    } else {
        Free(found.factory.masked(&found.config))
    }
}
