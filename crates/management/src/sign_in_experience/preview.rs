//! The pages and mails as they would be.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::members::Patch;
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        error::{ApiError, Refusal},
        json::Created,
        route::Described as Route,
    },
};

pub(super) fn route() -> Route {
    routes!(create)
}

/// Where a preview is, and for how long.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Preview)]
struct PreviewBody {
    /// What each of the samples stands below. It is shown in a frame of the same origin only.
    url: String,
    /// From when on it is gone, in milliseconds.
    expires_at: i64,
    /// Every page and mail there is to look at, each in its states: `sign-in/0`, `mail/2`.
    samples: Vec<String>,
}

/// Keeps settings that are not saved yet, to be looked at: those in force, with these members in the
/// place of theirs. Whoever makes another one gives up the one before.
#[utoipa::path(post, path = "/signet/previews", tag = "Signet", operation_id = "createPreview",
    request_body = Patch, extensions(("x-scope" = json!("read"))),
    responses((status = 201, description = "It can be looked at.", body = PreviewBody),
        (status = 422, description = "A member is set in the file, or does not go with another.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Body(patch): Body<Patch>,
) -> Result<Created<PreviewBody>, ApiError> {
    let change = patch.members()?;
    let preview = api.experience(&by).preview(&change).await?;
    Ok(Created(PreviewBody {
        url: api.address_of(&format!("/preview/{}/", preview.id.to_text())),
        expires_at: preview.expires_at.as_millis(),
        samples: api.mails.sample_names(),
    }))
}
