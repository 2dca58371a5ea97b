//! Whether a password would be one, by the policy for new ones.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::breakdown::Breakdown;
use oidc_core::{
    account::{
        password::{Password, PasswordError},
        password_policy::{Issue, PasswordPolicy, Person},
    },
    secret::Secret,
    user::Account,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    by::By,
    state::Management,
    users::body::user_id,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal, broken},
        json::{Json, json},
        route::Described as Route,
    },
};

pub(super) fn route() -> Route {
    routes!(check)
}

/// A password to be judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasswordToCheck {
    /// Any text without control characters but an empty one.
    #[schema(value_type = String, min_length = 1)]
    password: Secret<String>,
    /// Whose it would be; needed where the policy rejects what is known of the person.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    user_id: Option<String>,
}

/// Nothing speaks against a password.
#[derive(Debug, Serialize, ToSchema)]
struct GoodPassword {
    /// `true`.
    result: bool,
}

/// What speaks against a password.
#[derive(Debug, Serialize, ToSchema)]
struct BadPassword {
    /// `false`.
    result: bool,
    /// What, in the order in which it was found.
    issues: Vec<PasswordIssue>,
}

/// Something that speaks against a password.
#[derive(Debug, Serialize, ToSchema)]
struct PasswordIssue {
    /// What programs compare: `password_rejected.too_short` …
    #[schema(value_type = String)]
    code: &'static str,
    /// The bound that was not kept, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    interpolation: Option<PasswordBound>,
}

/// A bound of the policy.
#[derive(Debug, Serialize, ToSchema)]
struct PasswordBound {
    /// At least so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    min: Option<u32>,
    /// At most so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    max: Option<u32>,
}

/// What is answered with 400.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its description is used")]
enum NotTaken {
    /// Something speaks against the password.
    Bad(BadPassword),
    /// The request does not fit.
    Refused(Refusal),
}

impl From<Issue> for PasswordIssue {
    fn from(issue: Issue) -> Self {
        let (min, max) = match issue {
            Issue::TooShort { min } | Issue::CharacterTypes { min } => (Some(min), None),
            Issue::TooLong { max } => (None, Some(max)),
            Issue::Pwned | Issue::Repetition | Issue::Sequence | Issue::Words | Issue::UserInfo => {
                (None, None)
            }
        };
        let is_bound = min.is_some() || max.is_some();
        Self {
            code: issue.code(),
            interpolation: is_bound.then_some(PasswordBound { min, max }),
        }
    }
}

/// What programs compare, as a text, where they do not say whose password it would be.
const WHOSE: &str = "User information data is required to check user information.";

/// Judges a password by the policy in force. It is kept nowhere.
#[utoipa::path(post, path = "/sign-in-exp/default/check-password", tag = "Sign-in experience",
    operation_id = "checkPassword", request_body = PasswordToCheck,
    responses((status = 200, description = "Nothing speaks against it.", body = GoodPassword),
        (status = 400, description = "Something speaks against it, or the request does not fit.", body = NotTaken),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn check(
    State(api): State<Management>,
    by: By,
    Body(asked): Body<PasswordToCheck>,
) -> Result<Response, ApiError> {
    let password = judged(asked.password)?;
    let account = account(&api, &by, asked.user_id.as_deref()).await?;
    let found = api.experience(&by).find().await.map_err(broken)?;
    let experience = found.experience().map_err(Breakdown::new)?;
    let policy = PasswordPolicy::of(&experience).map_err(Breakdown::new)?;
    let person = match &account {
        Some(account) => Person::of(&account.user),
        None if policy.rejects.user_info => {
            let data = serde_json::json!({"message": WHOSE});
            return Err(ApiError::new(Code::InvalidRequest).with_data(data));
        }
        None => Person::default(),
    };
    let issues = policy.judge(password.expose(), &person).into_iter();
    let issues: Vec<PasswordIssue> = issues.map(PasswordIssue::from).collect();
    if issues.is_empty() {
        return Ok(Json(GoodPassword { result: true }).into_response());
    }
    let bad = BadPassword {
        result: false,
        issues,
    };
    Ok(json(StatusCode::BAD_REQUEST, &bad))
}

/// The text that is judged: as it is compared later. How long one may be is told by the policy.
fn judged(typed: Secret<String>) -> Result<Secret<String>, ApiError> {
    match typed.expose().parse::<Password>() {
        Ok(password) => Ok(password.prepared().clone()),
        Err(PasswordError::TooLong) => Ok(typed),
        Err(why @ (PasswordError::Empty | PasswordError::ForbiddenCharacter)) => {
            Err(ApiError::invalid("password", why))
        }
    }
}

/// Whose password it would be, if that is said.
async fn account(api: &Management, by: &By, id: Option<&str>) -> Result<Option<Account>, ApiError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let found = api.users(by).account(&user_id(id)?).await.map_err(broken)?;
    Ok(Some(found.ok_or(Code::NotFound)?))
}
