//! What opens something in a configuration, and where it is sent to.

use engine::connector::{FactoryId, Found};
use serde_json::{Map, Value};

use crate::{
    by::By,
    wire::{code::Code, error::ApiError, free::Free},
};

/// A configuration as this caller sees it: programs that may change everything see all of it, others
/// masks in place of secrets.
pub(super) fn shown(found: &Found, by: &By) -> Free {
    if by.reads_secrets() {
        Free(found.config.clone())
    } else {
        Free(found.factory.masked(&found.config))
    }
}

/// A saved secret goes nowhere else than where it went before, unless whoever sends it there has proven
/// a moment ago who they are: else a mask would be a way to have it sent to a place of one's own.
///
/// # Errors
/// `auth.insufficient_user_authentication`.
pub(super) fn check_destination(
    by: &By,
    factory: FactoryId,
    posted: &Map<String, Value>,
    saved: &[Found],
) -> Result<(), ApiError> {
    let moves = |found: &Found| {
        found.factory == factory
            && factory.with_kept_secrets(posted.clone(), &found.config) != *posted
            && factory.leads_elsewhere(posted, &found.config)
    };
    if by.is_fresh || !saved.iter().any(moves) {
        Ok(())
    } else {
        Err(Code::StepUpRequired.into())
    }
}
