//! Addresses that an application was refused: shown with what is wrong with them, and dismissed.

use axum::extract::{Path, State};
use engine::application::refused_redirects::{NotDismissed, list};
use oidc_core::refused_redirect::{
    RefusedKind, RefusedRedirect,
    diagnosis::{Diagnosis, Difference},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::application_id;
use crate::{
    by::By,
    language::Language,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
        spoken::Spoken,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(show, dismiss)]
}

/// What was to be sent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum RedirectKind {
    /// The answer to a request for a sign-in.
    SignIn,
    /// A browser that has signed out.
    SignOut,
}

/// In what an address differs from the registered one, first of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum RedirectDifference {
    Scheme,
    Host,
    Port,
    Path,
    TrailingSlash,
    LoopbackName,
    Query,
    Case,
    None,
}

impl From<Difference> for RedirectDifference {
    fn from(difference: Difference) -> Self {
        match difference {
            Difference::Scheme => Self::Scheme,
            Difference::Host => Self::Host,
            Difference::Port => Self::Port,
            Difference::Path => Self::Path,
            Difference::TrailingSlash => Self::TrailingSlash,
            Difference::LoopbackName => Self::LoopbackName,
            Difference::Query => Self::Query,
            Difference::Case => Self::Case,
            Difference::None => Self::None,
        }
    }
}

/// An address that an application was refused, because it is not registered for it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RefusedRedirect)]
struct RefusedRedirectBody {
    /// The exact text. Anybody can choose it by sending people links.
    uri: String,
    /// What was to be sent there.
    kind: RedirectKind,
    /// How often it was refused.
    count: u32,
    /// When it was refused first, in milliseconds since 1970.
    first_seen_at: i64,
    /// When it was refused last, in milliseconds since 1970.
    last_seen_at: i64,
    /// The registered address that comes nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    registered: Option<String>,
    /// In what it differs from that.
    difference: RedirectDifference,
    /// Its host, if a browser opens it as a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    host: Option<String>,
    /// Whether it names a host that is registered for this application, or this machine: only such a
    /// one may be taken over by one click.
    is_one_click: bool,
    /// What to do.
    advice: String,
}

impl RefusedRedirectBody {
    /// In this language.
    fn told((refused, diagnosis): (RefusedRedirect, Diagnosis), language: Language) -> Self {
        Self {
            uri: refused.uri.as_str().to_owned(),
            kind: match refused.kind {
                RefusedKind::SignIn => RedirectKind::SignIn,
                RefusedKind::SignOut => RedirectKind::SignOut,
            },
            count: refused.count,
            first_seen_at: refused.first_seen_at.as_millis(),
            last_seen_at: refused.last_seen_at.as_millis(),
            registered: diagnosis.registered,
            difference: diagnosis.difference.into(),
            host: diagnosis.host,
            is_one_click: diagnosis.is_one_click,
            advice: language.say(&diagnosis.advice),
        }
    }
}

impl From<NotDismissed> for ApiError {
    fn from(why: NotDismissed) -> Self {
        match why {
            NotDismissed::UnknownApplication => Code::NotExistsWithId.into(),
            NotDismissed::Changed => Code::PreconditionFailed.into(),
        }
    }
}

/// Which addresses they are: what a change is made on. How often each was refused, and when, is in the
/// hands of strangers, and what is told of it depends on the language.
fn named<'a>(all: impl IntoIterator<Item = &'a RefusedRedirect>) -> Vec<(&'a str, &'a str)> {
    let each = all.into_iter();
    let each = each.map(|one| (one.kind.as_str(), one.uri.as_str()));
    let mut named: Vec<_> = each.collect();
    named.sort_unstable();
    named
}

/// Addresses that an application was refused, the newest first: twenty at most. One that is registered
/// by now is no longer among them.
#[utoipa::path(get, path = "/signet/applications/{id}/refused-redirects", tag = "Signet",
    operation_id = "listRefusedRedirects", params(("id" = String, Path)),
    responses((status = 200, description = "The addresses.", body = [RefusedRedirectBody]),
        (status = 404, description = "There is no application with this id.", body = Refusal)))]
async fn show(
    State(api): State<Management>,
    language: Language,
    Path(id): Path<String>,
) -> Result<Spoken<PartOf<Json<Vec<RefusedRedirectBody>>>>, ApiError> {
    let found = list(&api.store, &application_id(&id)?).await;
    let found = found.map_err(broken)?.ok_or(Code::NotExistsWithId)?;
    let told = found.iter().cloned();
    let told = told.map(|one| RefusedRedirectBody::told(one, language));
    let told = Json(told.collect());
    let named = named(found.iter().map(|(refused, _)| refused));
    Ok(Spoken(language, PartOf::of(&named, told)))
}

/// Forgets the addresses that an application was refused, or one of them.
#[utoipa::path(delete, path = "/signet/applications/{id}/refused-redirects", tag = "Signet",
    operation_id = "dismissRefusedRedirects",
    params(("id" = String, Path),
        ("uri" = Option<String>, Query, description = "This one alone, by its exact text.")),
    responses((status = 204, description = "They are forgotten."),
        (status = 404, description = "There is no application with this id.", body = Refusal),
        (status = 412, description = "They are others than those that were read.", body = Refusal)))]
async fn dismiss(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    query: Query,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = application_id(&id)?;
    let uri = query.one("uri")?;
    let holds = |found: &[RefusedRedirect]| if_match.holds(&named(found));
    let precondition = if_match.precondition(&holds);
    let applications = api.applications(&by);
    applications
        .dismiss_refused(&id, uri, &precondition)
        .await?;
    Ok(NoContent)
}
