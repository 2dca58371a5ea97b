//! Words of mails. Whoever changes them has proven a moment ago who they are: what is written there
//! can have a code sent on to somebody else.

use axum::extract::{Path, State};
use engine::{connector::templates::NotKept, failure::Failure, precondition::Precondition};
use oidc_core::{account::email_template::EmailTemplate, id::EmailTemplateId};
use utoipa_axum::routes;

use super::body::{DetailsPatch, NewTemplates, Removed, TemplateBody, kind, language};
use crate::{
    authorize::StepUp,
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(list, put, remove_all),
        routes!(get, remove),
        routes!(change),
        routes!(remove_of_language),
        routes!(remove_of_kind),
    ]
}

fn template_id(id: &str) -> Result<EmailTemplateId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

/// The words that were written, those of one language together.
#[utoipa::path(get, path = "/email-templates", tag = "Email templates",
    operation_id = "listEmailTemplates",
    params(("languageTag" = Option<String>, Query, description = "Only those in this language."),
        ("templateType" = Option<String>, Query, description = "Only those of this kind of mail.")),
    responses((status = 200, description = "The words.", body = [TemplateBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    query: Query,
) -> Result<PartOf<Json<Vec<TemplateBody>>>, ApiError> {
    let tag = query.one("languageTag")?;
    let tag = tag.map(|text| language("languageTag", text)).transpose()?;
    let wanted = query.one("templateType")?;
    let wanted = wanted.map(|text| kind("templateType", text)).transpose()?;
    let mut all = api.connectors(&by).templates().await.map_err(broken)?;
    let whole = shown(&all);
    all.retain(|row| {
        tag.as_ref().is_none_or(|tag| row.language_tag == *tag)
            && wanted.is_none_or(|kind| row.template_type == kind)
    });
    Ok(PartOf::of(&whole, Json(shown(&all))))
}

fn shown(words: &[EmailTemplate]) -> Vec<TemplateBody> {
    words.iter().map(TemplateBody::from).collect()
}

/// Writes words over those of the same language and kind of mail, all or none.
#[utoipa::path(put, path = "/email-templates", tag = "Email templates",
    operation_id = "putEmailTemplates", request_body = NewTemplates,
    responses((status = 200, description = "They are written.", body = [TemplateBody]),
        (status = 412, description = "They have changed since they were read.", body = Refusal),
        (status = 422, description = "There would be too many.", body = Refusal)))]
async fn put(
    State(api): State<Management>,
    StepUp(by): StepUp,
    if_match: IfMatch,
    Body(new): Body<NewTemplates>,
) -> Result<Json<Vec<TemplateBody>>, ApiError> {
    let words = new.checked()?;
    // A change of several is made on the list, whichever part of it was read.
    let holds = |found: &[EmailTemplate]| if_match.holds(&shown(found));
    let connectors = api.connectors(&by);
    let written = connectors
        .put_templates(words, &if_match.precondition(&holds))
        .await?;
    api.written().await;
    Ok(Json(shown(&written)))
}

/// Words of one kind of mail in one language.
#[utoipa::path(get, path = "/email-templates/{id}", tag = "Email templates",
    operation_id = "getEmailTemplate", params(("id" = String, Path)),
    responses((status = 200, description = "The words.", body = TemplateBody),
        (status = 404, description = "There are none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<TemplateBody>, ApiError> {
    let id = template_id(&id)?;
    let found = api.connectors(&by).template(&id).await.map_err(broken)?;
    let found = found.ok_or(Code::NotExistsWithId)?;
    Ok(Json(TemplateBody::from(&found)))
}

/// Changes words.
#[utoipa::path(patch, path = "/email-templates/{id}/details", tag = "Email templates",
    operation_id = "changeEmailTemplate", params(("id" = String, Path)),
    request_body = DetailsPatch,
    responses((status = 200, description = "They are changed.", body = TemplateBody),
        (status = 404, description = "There are none with this id.", body = Refusal),
        (status = 412, description = "They have changed since they were read.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<DetailsPatch>,
) -> Result<Json<TemplateBody>, ApiError> {
    let id = template_id(&id)?;
    patch.check()?;
    let holds = |found: &EmailTemplate| if_match.holds(&TemplateBody::from(found));
    let connectors = api.connectors(&by);
    let changed = connectors
        .set_template(
            &id,
            &|details| patch.apply(details),
            &Precondition::that(&holds),
        )
        .await;
    let changed = changed.map_err(|failure| match failure {
        Failure::Refused(NotKept::Misfit(_, why)) => ApiError::invalid(why.key(), why.problem()),
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(Json(TemplateBody::from(&changed)))
}

/// Removes words.
#[utoipa::path(delete, path = "/email-templates/{id}", tag = "Email templates",
    operation_id = "removeEmailTemplate", params(("id" = String, Path)),
    responses((status = 204, description = "They are removed."),
        (status = 404, description = "There are none with this id.", body = Refusal),
        (status = 412, description = "They have changed since they were read.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = template_id(&id).map_err(|_| Code::NotFound)?;
    let holds = |found: &EmailTemplate| if_match.holds(&TemplateBody::from(found));
    let connectors = api.connectors(&by);
    let removed = connectors
        .remove_template(&id, &Precondition::that(&holds))
        .await;
    removed.map_err(|failure| match failure {
        Failure::Refused(NotKept::Unknown) => Code::NotFound.into(),
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(NoContent)
}

/// Removes the words of a language, of a kind of mail, or of both.
#[utoipa::path(delete, path = "/email-templates", tag = "Email templates",
    operation_id = "removeEmailTemplates",
    params(("languageTag" = Option<String>, Query, description = "Those in this language."),
        ("templateType" = Option<String>, Query, description = "Those of this kind of mail.")),
    responses((status = 200, description = "They are removed.", body = Removed),
        (status = 412, description = "They have changed since they were read.", body = Refusal),
        (status = 422, description = "Neither is named.", body = Refusal)))]
async fn remove_all(
    State(api): State<Management>,
    StepUp(by): StepUp,
    query: Query,
    if_match: IfMatch,
) -> Result<Json<Removed>, ApiError> {
    let tag = query.one("languageTag")?;
    let wanted = query.one("templateType")?;
    if tag.is_none() && wanted.is_none() {
        let why =
            "Name the languageTag, the templateType or both: all templates would go otherwise.";
        return Err(ApiError::saying(Code::EntityInvalidInput, why));
    }
    removed(&api, &by, (tag, wanted), &if_match).await
}

/// Removes the words of a language.
#[utoipa::path(delete, path = "/email-templates/language-tag/{languageTag}", tag = "Email templates",
    operation_id = "removeEmailTemplatesOfLanguage", params(("languageTag" = String, Path)),
    responses((status = 200, description = "They are removed.", body = Removed),
        (status = 412, description = "They have changed since they were read.", body = Refusal)))]
async fn remove_of_language(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(tag): Path<String>,
    if_match: IfMatch,
) -> Result<Json<Removed>, ApiError> {
    removed(&api, &by, (Some(&*tag), None), &if_match).await
}

/// Removes the words of a kind of mail.
#[utoipa::path(delete, path = "/email-templates/template-type/{templateType}",
    tag = "Email templates", operation_id = "removeEmailTemplatesOfType",
    params(("templateType" = String, Path)),
    responses((status = 200, description = "They are removed.", body = Removed),
        (status = 412, description = "They have changed since they were read.", body = Refusal)))]
async fn remove_of_kind(
    State(api): State<Management>,
    StepUp(by): StepUp,
    Path(wanted): Path<String>,
    if_match: IfMatch,
) -> Result<Json<Removed>, ApiError> {
    removed(&api, &by, (None, Some(&*wanted)), &if_match).await
}

async fn removed(
    api: &Management,
    by: &By,
    (tag, wanted): (Option<&str>, Option<&str>),
    if_match: &IfMatch,
) -> Result<Json<Removed>, ApiError> {
    let tag = tag.map(|text| language("languageTag", text)).transpose()?;
    let wanted = wanted.map(|text| kind("templateType", text)).transpose()?;
    let connectors = api.connectors(by);
    // A change of several is made on the list, whichever part of it was read.
    let holds = |found: &[EmailTemplate]| if_match.holds(&shown(found));
    let precondition = if_match.precondition(&holds);
    let row_count = connectors
        .remove_templates(tag.as_deref(), wanted, &precondition)
        .await?;
    api.written().await;
    Ok(Json(Removed { row_count }))
}
