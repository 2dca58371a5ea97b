//! The sessions of a user.

use axum::extract::{Path, State};
use engine::session::sessions::{GrantsToo, Listed, NotEnded, Whose};
use oidc_core::id::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::user_id,
    grants::{GrantBody, granted_by},
    user::find,
};
use crate::{
    by::By,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal},
        etag::{IfMatch, PartOf},
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, end_all), routes!(get, end)]
}

/// A browser in which a user is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
struct SessionBody {
    /// Its id.
    id: String,
    /// Whose it is.
    user_id: String,
    /// When it began, in milliseconds since 1970.
    created_at: i64,
    /// When the person last proved who they are.
    authenticated_at: i64,
    /// When it was last used, to the hour.
    last_seen_at: i64,
    /// When it ends if it is not used.
    expires_at: i64,
    /// The applications that were reached from it.
    client_ids: Vec<String>,
}

/// The browsers in which a user is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct Sessions {
    sessions: Vec<SessionBody>,
    /// What the user has granted, the newest first; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    grants: Option<Vec<GrantBody>>,
}

impl From<&Listed> for SessionBody {
    fn from(listed: &Listed) -> Self {
        let session = &listed.session;
        Self {
            id: session.id.to_string(),
            user_id: session.user_id.to_string(),
            created_at: session.created_at.as_millis(),
            authenticated_at: session.auth_time.as_millis(),
            last_seen_at: session.seen_at.as_millis(),
            expires_at: session.expires_at.as_millis(),
            client_ids: listed.clients.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Sessions {
    fn of(listed: &[Listed]) -> Self {
        Self {
            sessions: listed.iter().map(SessionBody::from).collect(),
            grants: None,
        }
    }
}

impl From<NotEnded> for ApiError {
    fn from(why: NotEnded) -> Self {
        match why {
            NotEnded::NoSession => Code::SessionNotFound.into(),
            NotEnded::Changed => Code::PreconditionFailed.into(),
            NotEnded::OtherUser => Code::InvalidSessionAccount.into(),
            NotEnded::NoUser => Code::NotFound.into(),
        }
    }
}

fn session_id(id: &str) -> Result<SessionId, ApiError> {
    id.parse().map_err(|_| Code::SessionNotFound.into())
}

/// The sessions of a user that are alive, the newest first; 200 at most.
#[utoipa::path(get, path = "/users/{id}/sessions", tag = "Users", operation_id = "listUserSessions",
    params(("id" = String, Path),
        ("include" = Option<String>, Query, description = "`grants`: also what the user has granted, as `/users/{id}/grants` lists it. The tag guards the sessions alone.")),
    responses((status = 200, description = "The sessions.", body = Sessions),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    query: Query,
) -> Result<PartOf<Json<Sessions>>, ApiError> {
    let with_grants = match query.one("include")? {
        None => false,
        Some("grants") => true,
        Some(_) => return Err(ApiError::invalid("include", "must be grants")),
    };
    let user = find(&api.users(&by), &id).await?.user.id;
    let whose = Whose::Id(user.clone());
    let listed = api.sessions(&by).list(Some(&whose)).await?;
    let mut shown = Sessions::of(&listed);
    if with_grants {
        let granted = granted_by(&api, user).await?;
        shown.grants = Some(granted.iter().map(GrantBody::from).collect());
    }
    // What ends all of them is decided on the sessions, whatever was told beside them.
    Ok(PartOf::of(&Sessions::of(&listed), Json(shown)))
}

/// Ends every session of a user and revokes all that was granted to applications, `offline_access`
/// included, whether or not there is any; the applications in the sessions are told, and third-party ones
/// ask anew for what they were given.
#[utoipa::path(delete, path = "/users/{id}/sessions", tag = "Users", operation_id = "endUserSessions",
    params(("id" = String, Path)),
    responses((status = 204, description = "There is none any more."),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "The list has changed since it was read.", body = Refusal)))]
async fn end_all(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    // Where sessions are ended, an id is taken at its word.
    let account = find(&api.users(&by), &id).await?;
    let whose = Whose::Id(account.user.id);
    let sessions = api.sessions(&by);
    let holds = |found: &[Listed]| if_match.holds(&Sessions::of(found));
    let precondition = if_match.precondition(&holds);
    sessions.end_all_of(&whose, &precondition).await?;
    Ok(NoContent)
}

/// One session of a user.
#[utoipa::path(get, path = "/users/{id}/sessions/{sessionId}", tag = "Users",
    operation_id = "getUserSession",
    params(("id" = String, Path), ("sessionId" = String, Path)),
    responses((status = 200, description = "The session.", body = SessionBody),
        (status = 404, description = "There is no such session of this user.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path((id, session)): Path<(String, String)>,
) -> Result<Json<SessionBody>, ApiError> {
    let (user, session) = (user_id(&id)?, session_id(&session)?);
    let found = api.sessions(&by).find(&user, &session).await?;
    Ok(Json(SessionBody::from(&found)))
}

/// Ends a session of a user; the applications in it are told.
#[utoipa::path(delete, path = "/users/{id}/sessions/{sessionId}", tag = "Users",
    operation_id = "endUserSession",
    params(("id" = String, Path), ("sessionId" = String, Path),
        ("revokeGrantsTarget" = Option<String>, Query, description = "Also what was granted in it for longer than the session: `all`, or `firstParty`, to applications of the operator's own.")),
    responses((status = 204, description = "It has ended."),
        (status = 404, description = "There is no such session of this user.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn end(
    State(api): State<Management>,
    by: By,
    Path((id, session)): Path<(String, String)>,
    query: Query,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let (user, session) = (user_id(&id)?, session_id(&session)?);
    let target = "revokeGrantsTarget";
    let grants = match query.one(target)? {
        None => GrantsToo::AsAlways,
        Some("all") => GrantsToo::All,
        Some("firstParty") => GrantsToo::FirstParty,
        Some(_) => return Err(ApiError::invalid(target, "must be all or firstParty")),
    };
    let holds = |found: &Listed| if_match.holds(&SessionBody::from(found));
    let precondition = if_match.precondition(&holds);
    let sessions = api.sessions(&by);
    sessions
        .end_of(&user, &session, grants, &precondition)
        .await?;
    Ok(NoContent)
}
