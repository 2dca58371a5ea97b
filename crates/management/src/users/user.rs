//! People.

use axum::extract::{Path, State};
use engine::{
    password::digest::PasswordDigest,
    precondition::Precondition,
    token::admit::Caller,
    user::{accounts::Listing, change::UserChange, create::NewPassword, users::Users},
};
use oidc_core::{
    account::password::PasswordScheme,
    id::{RoleId, UserId},
    secret::Secret,
    user::{Account, SEARCHED},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{UserBody, user_id},
    free::Free,
    profile::ProfileBody,
    written::{self, Written},
};
use crate::{
    by::By,
    revealing::Revealing,
    state::Management,
    wire::{
        body::{Body, given, given_object, nullable},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Json, NoContent},
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(list, create),
        routes!(get, change, remove),
        routes!(suspend),
    ]
}

/// The longest digest, in characters.
const LONGEST_DIGEST: usize = 256;

/// A user to be made. Everything may be missing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
#[expect(
    clippy::option_option,
    reason = "missing, null and a value are three things"
)]
struct NewUser {
    /// The address to sign in with, unique whatever its case.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    primary_email: Option<String>,
    /// A telephone number: digits alone, the country code first.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    primary_phone: Option<String>,
    /// A name to sign in with.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    username: Option<String>,
    /// A password; any text but an empty one.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<String>)]
    password: Option<Secret<String>>,
    /// The digest of a password, in its place: of Argon2 in the PHC form, or of bcrypt.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<String>)]
    password_digest: Option<Secret<String>>,
    /// How the digest was made: `Argon2i`, `Argon2d`, `Argon2id` or `Bcrypt`.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    password_algorithm: Option<String>,
    /// The full name.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// URL of a picture.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    avatar: Option<Option<String>>,
    /// What the operator keeps of the user.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    custom_data: Option<Free>,
    /// What is known of the person beyond the account.
    #[serde(deserialize_with = "given_object")]
    #[schema(nullable = false)]
    profile: Option<ProfileBody>,
}

/// What is to be different about a user; what is missing stays as it is, `null` and an empty text
/// remove it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::option_option,
    reason = "missing, null and a value are three things"
)]
struct UserPatch {
    /// The address to sign in with, unique whatever its case.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    primary_email: Option<Option<String>>,
    /// A telephone number: digits alone, the country code first.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    primary_phone: Option<Option<String>>,
    /// A name to sign in with.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    username: Option<Option<String>>,
    /// The full name.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    /// URL of a picture.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    avatar: Option<Option<String>>,
    /// What the operator keeps of the user, in the place of what was kept.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false)]
    custom_data: Option<Free>,
    /// What is known of the person beyond the account, in the place of what was known.
    #[serde(deserialize_with = "given_object")]
    #[schema(nullable = false)]
    profile: Option<ProfileBody>,
}

/// Whether a user may not sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Suspension {
    /// Whether it is so: every session ends, and no token counts.
    is_suspended: bool,
}

/// All users, the newest first.
#[utoipa::path(get, path = "/users", tag = "Users", operation_id = "listUsers",
    params(
        ("excludeRoleId" = Option<String>, Query, description = "Not those who hold this role."),
        ("includePasswordHash" = Option<String>, Query, description = "Whether each is told with the digest of the password. Needs the scope `all`, and is an event."),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, primaryEmail, primaryPhone, username and name.")),
    responses((status = 200, description = "The users.", body = [UserBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    revealing: Revealing,
    page: Page,
    query: Query,
) -> Result<Paged<UserBody>, ApiError> {
    let search = search::read(&query, &SEARCHED)?;
    let (role, organization) = ("excludeRoleId", "excludeOrganizationId");
    let excluded = query.one(role)?;
    if excluded.is_some() && query.one(organization)?.is_some() {
        let why = "excludeRoleId and excludeOrganizationId cannot go together.";
        return Err(ApiError::saying(Code::InvalidRequest, why));
    }
    let with_digests = query.says_yes("includePasswordHash")?;
    if with_digests {
        revealing.check()?;
    }
    let listing = Listing {
        search,
        with_role: None,
        // A text that cannot be an id is the id of no role, which nobody holds.
        without_role: excluded.and_then(|id| id.parse::<RoleId>().ok()),
        offset: page.offset(),
        most: page.size(),
    };
    let users = api.users(&by);
    let (accounts, total) = users.listed(&listing).await.map_err(broken)?;
    let shown = shown(&users, &accounts, with_digests).await?;
    Ok(page.of(shown, total))
}

/// Accounts as they are shown, with their digests where these are asked for.
async fn shown(
    users: &Users,
    accounts: &[Account],
    with_digests: bool,
) -> Result<Vec<UserBody>, ApiError> {
    let bodies = accounts.iter().map(UserBody::from);
    if !with_digests {
        return Ok(bodies.collect());
    }
    let ids: Vec<UserId> = accounts
        .iter()
        .map(|account| account.user.id.clone())
        .collect();
    let digests = users.read_passwords(&ids).await?;
    let pairs = bodies.zip(&digests);
    Ok(pairs
        .map(|(body, digest)| body.with_digest(digest.as_ref()))
        .collect())
}

/// Makes a user, with the roles that everybody gets.
#[utoipa::path(post, path = "/users", tag = "Users", operation_id = "createUser",
    request_body = NewUser,
    responses((status = 200, description = "It is made.", body = UserBody),
        (status = 422, description = "An address, number or name is taken or cannot be one.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Body(new): Body<NewUser>,
) -> Result<Json<UserBody>, ApiError> {
    let password = password(new.password, new.password_digest, new.password_algorithm)?;
    let written = Written {
        username: written::given(new.username),
        email: written::given(new.primary_email),
        phone: written::given(new.primary_phone),
        name: written::given(new.name),
        avatar: written::nullable(new.avatar),
        custom_data: new.custom_data,
        profile: new.profile,
    };
    let change = written.change()?;
    let made = api.users(&by).create(&change, password).await?;
    Ok(Json(UserBody::from(&made)))
}

/// A password, or the digest of one; not both.
fn password(
    plain: Option<Secret<String>>,
    digest: Option<Secret<String>>,
    algorithm: Option<String>,
) -> Result<Option<NewPassword>, ApiError> {
    let digest = match (plain, digest) {
        (Some(_), Some(_)) => return Err(Code::PasswordAndDigest.into()),
        (None, None) => return Ok(None),
        (Some(plain), None) if plain.expose().is_empty() => {
            return Err(ApiError::invalid("password", "must not be empty"));
        }
        (Some(plain), None) => return Ok(Some(NewPassword::Plain(plain))),
        (None, Some(digest)) => digest,
    };
    if digest.expose().chars().nth(LONGEST_DIGEST).is_some() {
        return Err(ApiError::invalid("passwordDigest", "is too long"));
    }
    let algorithm = algorithm.ok_or(Code::PasswordAlgorithmRequired)?;
    let scheme: PasswordScheme = match &*algorithm {
        "SHA1" | "SHA256" | "MD5" | "Legacy" => return Err(Code::UnsupportedAlgorithm.into()),
        known => known
            .parse()
            .map_err(|_| ApiError::invalid("passwordAlgorithm", "is not known"))?,
    };
    let digest = PasswordDigest::brought_along(scheme, digest.expose());
    let digest = digest.map_err(|why| ApiError::invalid("passwordDigest", why))?;
    Ok(Some(NewPassword::Digest(digest)))
}

/// One user.
#[utoipa::path(get, path = "/users/{id}", tag = "Users", operation_id = "getUser",
    params(("id" = String, Path),
        ("includeSsoIdentities" = Option<String>, Query, description = "Whether accounts by way of an employer's sign-in are told, too."),
        ("includePasswordHash" = Option<String>, Query, description = "Whether the digest of the password is told, too. Needs the scope `all`, and is an event.")),
    responses((status = 200, description = "The user.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    revealing: Revealing,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<UserBody>, ApiError> {
    let with_digest = query.says_yes("includePasswordHash")?;
    if with_digest {
        revealing.check()?;
    }
    let with_sso = query.says_yes("includeSsoIdentities")?;
    let users = api.users(&by);
    let account = find(&users, &id).await?;
    let mut shown = UserBody::from(&account);
    if with_digest {
        let ids = std::slice::from_ref(&account.user.id);
        let digests = users.read_passwords(ids).await?;
        shown = shown.with_digest(digests.first().and_then(Option::as_ref));
    }
    Ok(Json(if with_sso { shown.with_sso() } else { shown }))
}

/// The account with this id.
pub(super) async fn find(users: &Users, id: &str) -> Result<Account, ApiError> {
    let found = users.account(&user_id(id)?).await.map_err(broken)?;
    Ok(found.ok_or(Code::NotFound)?)
}

/// Changes a user.
#[utoipa::path(patch, path = "/users/{id}", tag = "Users", operation_id = "changeUser",
    params(("id" = String, Path)), request_body = UserPatch,
    responses((status = 200, description = "It is changed.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "Nothing is said, or an address, number or name is taken or cannot be one.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<UserPatch>,
) -> Result<Json<UserBody>, ApiError> {
    let written = Written {
        username: written::nullable(patch.username),
        email: written::nullable(patch.primary_email),
        phone: written::nullable(patch.primary_phone),
        name: written::nullable(patch.name),
        avatar: written::nullable(patch.avatar),
        custom_data: patch.custom_data,
        profile: patch.profile,
    };
    let change = written.change()?;
    if change == UserChange::default() {
        let users = api.users(&by);
        find(&users, &id).await?;
        return Err(Code::EntityInvalidInput.into());
    }
    edited(&api.users(&by), &id, &change, &if_match).await
}

/// Suspends a user, or ends that.
#[utoipa::path(patch, path = "/users/{id}/is-suspended", tag = "Users", operation_id = "suspendUser",
    params(("id" = String, Path)), request_body = Suspension,
    responses((status = 200, description = "It is so.", body = UserBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn suspend(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(said): Body<Suspension>,
) -> Result<Json<UserBody>, ApiError> {
    let change = UserChange {
        suspended: Some(said.is_suspended),
        ..UserChange::default()
    };
    edited(&api.users(&by), &id, &change, &if_match).await
}

async fn edited(
    users: &Users,
    id: &str,
    change: &UserChange,
    if_match: &IfMatch,
) -> Result<Json<UserBody>, ApiError> {
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    let edited = users.edit(&user_id(id)?, change, &precondition).await?;
    Ok(Json(UserBody::from(&edited)))
}

/// Removes a user: every session ends first, and their clients are told.
#[utoipa::path(delete, path = "/users/{id}", tag = "Users", operation_id = "removeUser",
    params(("id" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = user_id(&id)?;
    if matches!(&by.caller, Caller::Person { user, .. } if *user == id) {
        return Err(Code::CannotDeleteSelf.into());
    }
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    api.users(&by).remove_if(&id, &precondition).await?;
    Ok(NoContent)
}
