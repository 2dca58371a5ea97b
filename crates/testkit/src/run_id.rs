//! The run that a process belongs to, so that what outlives its test is found.

use std::{env, ffi::OsString};

/// Its name in the environment.
pub const VARIABLE: &str = "TEST_RUN_ID";

/// For the environment of a program that a test starts without the test's own; nothing outside `tests/run`.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration file"
)]
pub fn variable() -> Option<(&'static str, OsString)> {
    env::var_os(VARIABLE).map(|id| (VARIABLE, id))
}
