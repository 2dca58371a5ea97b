//! Why somebody cannot sign in.

use axum::extract::State;
use engine::sign_in::explain::explain;
use utoipa_axum::routes;

use super::body::{ExplanationBody, SignInQuestion};
use crate::{
    language::Language,
    state::Management,
    wire::{body::Body, error::ApiError, json::Json, route::Described as Route, spoken::Spoken},
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(ask)]
}

/// Why somebody can sign in or cannot: what would be found if this person proved now who they are, by a
/// code or by their password, in the order in which it is looked at. Nothing is counted, sent or changed.
#[utoipa::path(post, path = "/signet/explain-sign-in", tag = "Signet",
    operation_id = "explainSignIn", request_body = SignInQuestion,
    extensions(("x-scope" = json!("read"))),
    responses((status = 200, description = "What was found.", body = ExplanationBody)))]
async fn ask(
    State(api): State<Management>,
    language: Language,
    Body(question): Body<SignInQuestion>,
) -> Result<Spoken<Json<ExplanationBody>>, ApiError> {
    let explained = explain(&api, question.read()?).await?;
    let told = ExplanationBody::told(&explained, language);
    Ok(Spoken(language, Json(told)))
}
