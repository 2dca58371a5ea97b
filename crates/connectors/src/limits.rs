//! How long handing over may take, the connector's own values filled in.

use std::time::Duration;

/// How long a connection and the whole may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) whole: Duration,
}
