//! Sign-ins: listed, and one with everything that happened in it.

use axum::extract::{Path, State};
use engine::timeline::look::{self, Wanted};
use oidc_core::account::identifier::{Identifier, IdentifierKind};
use utoipa_axum::routes;

use super::body::{ListedSignIn, SignInTimeline};
use crate::{
    language::Language,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal, broken},
        json::Json,
        newest::{Newest, NewestOf},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list), routes!(get)]
}

/// Sign-ins, the newest first. A page may have fewer items than it might; `Link` says whether there are
/// more.
#[utoipa::path(get, path = "/signet/sign-ins", tag = "Signet", operation_id = "listSignIns",
    params(
        ("user" = Option<String>, Query, description = "Of the person with this id, or to whose address a code was mailed."),
        ("application" = Option<String>, Query, description = "For the application with this id."),
        ("identifier" = Option<String>, Query, description = "Those in which a code was mailed to this address; to a username none is."),
        ("before" = Option<String>, Query, description = "The id of a sign-in: those that are older."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The sign-ins.", body = [ListedSignIn])))]
async fn list(
    State(api): State<Management>,
    language: Language,
    page: Newest,
) -> Result<NewestOf<ListedSignIn>, ApiError> {
    let query = page.query();
    let user = query.one("user")?.map(str::parse).transpose();
    let client = query.one("application")?.map(str::parse).transpose();
    let identifier = query.one("identifier")?;
    let identifier = identifier.map(|typed| Identifier::read(typed, IdentifierKind::ALL));
    let identifier = identifier.transpose();
    let identifier = identifier.map_err(|why| ApiError::invalid("identifier", why))?;
    let wanted = Wanted {
        user: user.map_err(|why| ApiError::invalid("user", why))?,
        client: client.map_err(|why| ApiError::invalid("application", why))?,
        identifier: identifier.map(|identifier| identifier.canonical()),
        before: page.before()?,
        most: page.size(),
    };
    let now = api.clock.now();
    let listed = look::list(&api, &wanted).await.map_err(broken)?;
    let bodies = listed.sign_ins.iter();
    let bodies = bodies.map(|sign_in| ListedSignIn::told(sign_in, now, language));
    Ok(page.of(bodies.collect(), listed.next))
}

/// A sign-in with everything that happened in it, what became of its mails included.
#[utoipa::path(get, path = "/signet/sign-ins/{flow}", tag = "Signet", operation_id = "getSignIn",
    params(("flow" = String, Path)),
    responses((status = 200, description = "The sign-in.", body = SignInTimeline),
        (status = 404, description = "Nothing is known of it, or not any more.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    language: Language,
    Path(flow): Path<String>,
) -> Result<Json<SignInTimeline>, ApiError> {
    let flow = flow.parse().map_err(|_| Code::NotExistsWithId)?;
    let found = look::find(&api, flow).await.map_err(broken)?;
    let sign_in = found.ok_or(Code::NotExistsWithId)?;
    Ok(Json(SignInTimeline::told(
        &sign_in,
        api.clock.now(),
        language,
    )))
}
