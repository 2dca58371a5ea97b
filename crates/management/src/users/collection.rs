//! All users: listed, and one more made.

use axum::extract::State;
use engine::{
    password::{imported::ImportedDigest, invalid_digest::InvalidDigest},
    user::{accounts::Listing, create::NewPassword, users::Users},
};
use oidc_core::{
    account::password::{Password, PasswordScheme},
    id::{RoleId, UserId},
    order::{AccountKey, OF_ACCOUNTS, Order},
    secret::Secret,
    user::{Account, SEARCHED},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::UserBody,
    profile::ProfileBody,
    written::{self, Written},
};
use crate::{
    by::By,
    revealing::check_reveal,
    state::Management,
    wire::{
        body::{Body, given, given_object, nullable},
        code::Code,
        error::{ApiError, Refusal, broken},
        free::Free,
        json::Json,
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search, sort,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, create)]
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
    /// A password: 1 to 256 characters, none of them a control character.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<String>)]
    password: Option<Secret<String>>,
    /// The digest of a password, in its place: of Argon2 in the PHC form, of bcrypt, in hexadecimal, or with its recipe.
    #[serde(deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<String>)]
    password_digest: Option<Secret<String>>,
    /// How the digest was made: `Argon2i`, `Argon2d`, `Argon2id`, `Bcrypt`, `SHA1`, `SHA256`, `MD5` or `Legacy`.
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

/// All users, the newest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/users", tag = "Users", operation_id = "listUsers",
    params(
        ("excludeRoleId" = Option<String>, Query, description = "Not those who hold this role."),
        ("includePasswordHash" = Option<String>, Query, description = "Whether each is told with the digest of the password. Needs the scope `all`, and is an event."),
        ("isSuspended" = Option<bool>, Query, description = "Those who are suspended, or those who are not. Signet's addition."),
        ("neverSignedIn" = Option<bool>, Query, description = "Those who never signed in, or those who did. Signet's addition."),
        ("sort" = Option<String>, Query, description = "By `createdAt`, `name`, `primaryEmail`, `username` or `lastSignInAt`; with `-` before it the largest first. Signet's addition."),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, primaryEmail, primaryPhone, username and name.")),
    responses((status = 200, description = "The users.", body = [UserBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
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
        check_reveal(&by)?;
    }
    let listing = Listing {
        search,
        with_role: None,
        // A text that cannot be an id is the id of no role, which nobody holds.
        without_role: excluded.and_then(|id| id.parse::<RoleId>().ok()),
        suspended: query.truth("isSuspended")?,
        never_signed_in: query.truth("neverSignedIn")?,
        order: sort::read(&query, &OF_ACCOUNTS)?
            .unwrap_or(Order::descending(AccountKey::CreatedAt)),
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
        (None, None) if algorithm.as_deref() == Some(PasswordScheme::Legacy.as_str()) => {
            return Err(Code::UnsupportedAlgorithm.into());
        }
        (None, None) => return Ok(None),
        (Some(plain), None) => {
            let plain: Result<Password, _> = plain.expose().parse();
            let plain = plain.map_err(|why| ApiError::invalid("password", why))?;
            return Ok(Some(NewPassword::Plain(plain)));
        }
        (None, Some(digest)) => digest,
    };
    if digest.expose().chars().nth(LONGEST_DIGEST).is_some() {
        return Err(ApiError::invalid("passwordDigest", "is too long"));
    }
    let algorithm = algorithm.ok_or(Code::PasswordAlgorithmRequired)?;
    let scheme: PasswordScheme = algorithm
        .parse()
        .map_err(|_| ApiError::invalid("passwordAlgorithm", "is not known"))?;
    let digest = ImportedDigest::read(scheme, digest.expose()).map_err(refused)?;
    Ok(Some(NewPassword::Digest(digest)))
}

/// Why a digest is not taken.
fn refused(why: InvalidDigest) -> ApiError {
    match why {
        InvalidDigest::NoRecipe => Code::InvalidLegacyPasswordFormat.into(),
        InvalidDigest::UnknownFunction => Code::UnsupportedLegacyHashAlgorithm.into(),
        InvalidDigest::Malformed | InvalidDigest::TooCostly => {
            ApiError::invalid("passwordDigest", why)
        }
    }
}
