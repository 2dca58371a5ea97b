//! Limits of one address or username, lifted.

use axum::extract::State;
use engine::sign_in::{
    explain::identifier::kinds,
    lift_limits::{NotFresh, lift_limits},
};
use utoipa_axum::routes;

use super::body::LimitedIdentifier;
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal},
        json::NoContent,
        route::Described as Route,
    },
};

pub(super) fn route() -> Route {
    routes!(lift)
}

/// Lets what an address or a username has used up of its own limits, of codes that were mailed and of
/// codes and passwords that were wrong, count no more. Limits of an application, of a network and of the
/// instance stay.
#[utoipa::path(post, path = "/signet/lift-limits", tag = "Signet", operation_id = "liftLimits",
    request_body = LimitedIdentifier,
    responses((status = 204, description = "They begin anew."),
        (status = 401, description = "Whose address it is manages this instance, and the sign-in of whoever asks is older than ten minutes.", body = Refusal)))]
async fn lift(
    State(api): State<Management>,
    by: By,
    Body(whose): Body<LimitedIdentifier>,
) -> Result<NoContent, ApiError> {
    let kinds = kinds(&api.snapshot().policy.experience);
    lift_limits(&api, &by.author(), &whose.read(&kinds)?).await?;
    Ok(NoContent)
}

impl From<NotFresh> for ApiError {
    fn from(_: NotFresh) -> Self {
        Code::StepUpRequired.into()
    }
}
