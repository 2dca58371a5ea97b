//! What a user has granted to applications.

use axum::extract::{Path, State};
use engine::grant::{
    list::{Filter, LISTED, PAGE, list as next_grants},
    revoke::{GrantsChanged, revoke_one_of},
};
use oidc_core::{
    grant::Grant,
    id::{GrantId, UserId},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{body::user_id, user::find};
use crate::{
    by::By,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Json, NoContent},
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list), routes!(revoke)]
}

/// What a user has granted to an application once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Grant)]
pub(super) struct GrantBody {
    /// Its id.
    id: String,
    /// To which application.
    client_id: String,
    /// In which session; none where no browser had a part in it.
    #[schema(required)]
    session_id: Option<String>,
    /// What.
    scopes: Vec<String>,
    /// At which APIs, by their ids.
    resource_ids: Vec<String>,
    /// When, in milliseconds since 1970.
    created_at: i64,
    /// Until when.
    expires_at: i64,
}

/// What a user has granted.
#[derive(Debug, Serialize, ToSchema)]
struct Grants {
    grants: Vec<GrantBody>,
}

impl From<&Grant> for GrantBody {
    fn from(grant: &Grant) -> Self {
        Self {
            id: grant.id.to_string(),
            client_id: grant.client_id.to_string(),
            session_id: grant.session_id.map(|id| id.to_string()),
            scopes: grant.scope.iter().map(str::to_owned).collect(),
            resource_ids: grant.resources.clone(),
            created_at: grant.created_at.as_millis(),
            expires_at: grant.expires_at.as_millis(),
        }
    }
}

impl Grants {
    fn of<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Self {
        Self {
            grants: grants.into_iter().map(GrantBody::from).collect(),
        }
    }
}

impl From<GrantsChanged> for ApiError {
    fn from(_: GrantsChanged) -> Self {
        Code::PreconditionFailed.into()
    }
}

/// What a user has granted and neither taken back nor outlived, the newest first: of the newest
/// 1000 grants those that are wanted.
#[utoipa::path(get, path = "/users/{id}/grants", tag = "Users", operation_id = "listUserGrants",
    params(("id" = String, Path),
        ("appType" = Option<String>, Query, description = "Only to applications of the operator's own, `firstParty`, or of others, `thirdParty`.")),
    responses((status = 200, description = "The grants.", body = Grants),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    query: Query,
) -> Result<PartOf<Json<Grants>>, ApiError> {
    let third_party = match query.one("appType")? {
        None => None,
        Some("firstParty") => Some(false),
        Some("thirdParty") => Some(true),
        Some(_) => {
            let why = "must be firstParty or thirdParty";
            return Err(ApiError::invalid("appType", why));
        }
    };
    let account = find(&api.users(&by), &id).await?;
    let snapshot = api.snapshot().clone();
    let grants = granted_by(&api, account.user.id).await?;
    let is_wanted = |grant: &Grant| {
        let client = snapshot.clients.get(&grant.client_id);
        let is_third = client.is_some_and(|found| found.client.third_party);
        third_party.is_none_or(|wanted| wanted == is_third)
    };
    let wanted = grants.iter().filter(|grant| is_wanted(grant));
    let shown = Json(Grants::of(wanted));
    Ok(PartOf::of(&Grants::of(&grants), shown))
}

/// What a user has granted and neither taken back nor outlived, the newest first; [`LISTED`] at most.
pub(super) async fn granted_by(api: &Management, user: UserId) -> Result<Vec<Grant>, ApiError> {
    let now = api.clock.now();
    let mut filter = Filter {
        user: Some(user),
        ..Filter::default()
    };
    let mut grants = Vec::new();
    for _ in 0..LISTED / PAGE {
        let page = next_grants(&api.store, &filter, now).await;
        let page = page.map_err(broken)?;
        grants.extend(page.grants);
        match page.next {
            Some(next) => filter.before = Some(next),
            None => break,
        }
    }
    Ok(grants)
}

/// Takes a grant back: its tokens count no more, and the application asks anew.
#[utoipa::path(delete, path = "/users/{id}/grants/{grantId}", tag = "Users",
    operation_id = "revokeUserGrant",
    params(("id" = String, Path), ("grantId" = String, Path)),
    responses((status = 204, description = "It is taken back."),
        (status = 404, description = "There is no such grant of this user.", body = Refusal),
        (status = 412, description = "What the user has granted has changed since it was read.", body = Refusal)))]
async fn revoke(
    State(api): State<Management>,
    by: By,
    Path((id, grant)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let user = user_id(&id)?;
    let grant: GrantId = grant.parse().map_err(|_| Code::NotFound)?;
    let (now, rng) = (api.clock.now(), &mut api.entropy.rng());
    let holds = |found: &[Grant]| if_match.holds(&Grants::of(found));
    let precondition = if_match.precondition(&holds);
    let (author, which) = (by.author(), (&user, &grant));
    let revoked = revoke_one_of(&api.store, &author, which, &precondition, now, rng).await?;
    match revoked {
        Some(_) => Ok(NoContent),
        None => Err(Code::NotFound.into()),
    }
}
