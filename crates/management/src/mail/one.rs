//! One mail: tried once more, or taken back.

use axum::extract::{Path, State};
use engine::mail::outbox;
use oidc_core::id::DeliveryId;
use utoipa_axum::routes;

use super::body::MailBody;
use crate::{
    by::By,
    language::Language,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal},
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(retry), routes!(cancel)]
}

fn mail_id(id: &str) -> Result<DeliveryId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

/// Has a mail sent at once that was given up, or that waits for its next try, as long as its code is
/// good for something.
#[utoipa::path(post, path = "/signet/mail/{id}/retry", tag = "Signet", operation_id = "retryMail",
    params(("id" = String, Path)),
    responses((status = 200, description = "It is sent now.", body = MailBody),
        (status = 404, description = "There is no such mail.", body = Refusal),
        (status = 422, description = "It was sent, is being sent, or is worth nothing any more.", body = Refusal)))]
async fn retry(
    State(api): State<Management>,
    by: By,
    language: Language,
    Path(id): Path<String>,
) -> Result<Json<MailBody>, ApiError> {
    let mail = outbox::retry(&api, &by.author(), &mail_id(&id)?).await?;
    Ok(Json(MailBody::told(&api, &by, &mail, language)))
}

/// Takes back a mail that was not handed over. Who waits for it is told that it could not be sent.
#[utoipa::path(post, path = "/signet/mail/{id}/cancel", tag = "Signet", operation_id = "cancelMail",
    params(("id" = String, Path)),
    responses((status = 200, description = "It is taken back.", body = MailBody),
        (status = 404, description = "There is no such mail.", body = Refusal),
        (status = 422, description = "It was sent, is being sent, or is worth nothing any more.", body = Refusal)))]
async fn cancel(
    State(api): State<Management>,
    by: By,
    language: Language,
    Path(id): Path<String>,
) -> Result<Json<MailBody>, ApiError> {
    let mail = outbox::cancel(&api, &by.author(), &mail_id(&id)?).await?;
    Ok(Json(MailBody::told(&api, &by, &mail, language)))
}
