//! What every command gets.

use engine::clock::Clock;

use crate::{config::File, telemetry::LogFormat};

/// The configuration as it was read, and the surroundings.
pub(super) struct Start {
    pub(super) file: File,
    pub(super) log_format: LogFormat,
    pub(super) clock: Clock,
}
