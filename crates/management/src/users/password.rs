//! The password of a user.

use axum::extract::{Path, State};
use engine::{
    precondition::Precondition,
    user::{
        create::NewPassword,
        verify_password::{NotVerified, verify_password},
    },
};
use oidc_core::{
    account::password::{self, PasswordError},
    secret::Secret,
    user::Account,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{UserBody, user_id},
    user::find,
};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal},
        etag::IfMatch,
        json::{Json, NoContent},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(change),
        routes!(verify),
        routes!(has),
        routes!(expire),
    ]
}

/// A password.
#[derive(Debug, Deserialize, ToSchema)]
struct Password {
    /// 1 to 256 characters, none of them a control character.
    #[schema(value_type = String, min_length = 1)]
    password: Secret<String>,
}

/// Whether a password has to be replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Expiration {
    /// Whether it is so; cannot be true so far.
    is_expired: bool,
}

/// Whether there is a password.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HasPassword {
    has_password: bool,
}

impl Password {
    fn read(&self) -> Result<password::Password, PasswordError> {
        self.password.expose().parse()
    }
}

/// What is no password.
fn invalid(why: PasswordError) -> ApiError {
    ApiError::invalid("password", why)
}

impl From<NotVerified> for ApiError {
    fn from(why: NotVerified) -> Self {
        match why {
            NotVerified::Unknown => Code::NotFound.into(),
            NotVerified::Wrong => Code::InvalidCredentials.into(),
            NotVerified::Blocked(_) => Code::VerificationBlocked.into(),
        }
    }
}

/// Gives a user another password.
#[utoipa::path(patch, path = "/users/{id}/password", tag = "Users", operation_id = "changeUserPassword",
    params(("id" = String, Path)), request_body = Password,
    responses((status = 200, description = "It is changed.", body = UserBody),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(password): Body<Password>,
) -> Result<Json<UserBody>, ApiError> {
    let password = NewPassword::Plain(password.read().map_err(invalid)?);
    let holds = |found: &Account| if_match.holds(&UserBody::from(found));
    let precondition = Precondition::that(&holds);
    // Nobody makes this server compute digests for users that are not there.
    let users = api.users(&by);
    let id = find(&users, &id).await?.user.id;
    let changed = users.set_password(&id, password, &precondition).await?;
    Ok(Json(UserBody::from(&changed)))
}

/// Compares a password with the one of a user. A wrong one counts like a wrong code at a sign-in.
#[utoipa::path(post, path = "/users/{id}/password/verify", tag = "Users",
    operation_id = "verifyUserPassword",
    params(("id" = String, Path)), request_body = Password,
    responses((status = 204, description = "It is the password of this user."),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 422, description = "It is not, or there is none.", body = Refusal)))]
async fn verify(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(password): Body<Password>,
) -> Result<NoContent, ApiError> {
    let password = match password.read() {
        Ok(password) => password,
        Err(why @ PasswordError::Empty) => return Err(invalid(why)),
        // It is nobody's, and no guess.
        Err(PasswordError::TooLong | PasswordError::ForbiddenCharacter) => {
            find(&api.users(&by), &id).await?;
            return Err(Code::InvalidCredentials.into());
        }
    };
    let id = user_id(&id)?;
    verify_password(&api, &id, &password, by.caller.client()).await?;
    Ok(NoContent)
}

/// Whether a user has a password.
#[utoipa::path(get, path = "/users/{id}/has-password", tag = "Users", operation_id = "hasUserPassword",
    params(("id" = String, Path)),
    responses((status = 200, description = "Whether there is one.", body = HasPassword),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn has(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<HasPassword>, ApiError> {
    let has_password = find(&api.users(&by), &id).await?.has_password;
    Ok(Json(HasPassword { has_password }))
}

/// Lets a password expire, which none does so far; or says that it has not expired.
#[utoipa::path(patch, path = "/users/{id}/password/expiration", tag = "Users",
    operation_id = "expireUserPassword", params(("id" = String, Path)), request_body = Expiration,
    responses((status = 200, description = "It has not expired.", body = UserBody),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal)))]
async fn expire(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(said): Body<Expiration>,
) -> Result<Json<UserBody>, ApiError> {
    let account = find(&api.users(&by), &id).await?;
    if said.is_expired {
        return Err(Code::PasswordExpirationNotEnabled.into());
    }
    let shown = UserBody::from(&account);
    // Nothing is written: what was read a moment ago is all that counts.
    if !if_match.holds(&shown) {
        return Err(Code::PreconditionFailed.into());
    }
    Ok(Json(shown))
}
