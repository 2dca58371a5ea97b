//! What is chosen for a user about second factors and passkeys.

use axum::extract::{Path, State};
use engine::{
    precondition::Precondition,
    user::change::{ChoicesChange, UserChange},
};
use oidc_core::{sign_in_choices::SignInChoices, user::Account};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{body::user_id, user::find};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given, given_object},
        error::{ApiError, Refusal},
        etag::IfMatch,
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(get, change)]
}

/// What is chosen for a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LogtoConfigs {
    /// About second factors.
    mfa: MfaChoices,
    /// About signing in with a passkey.
    passkey_sign_in: PasskeyChoices,
}

/// What is chosen about second factors.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MfaChoices {
    /// Whether a second factor is wanted at each sign-in; missing when that was never said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
    /// Whether the user declined to set one up.
    skipped: bool,
    /// Whether the user is not to be asked to set one up at a sign-in.
    skip_mfa_on_sign_in: bool,
}

/// What is chosen about signing in with a passkey.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeyChoices {
    /// Whether the user declined to set one up.
    skipped: bool,
}

impl From<SignInChoices> for LogtoConfigs {
    fn from(chosen: SignInChoices) -> Self {
        Self {
            mfa: MfaChoices {
                enabled: chosen.second_factor,
                skipped: chosen.second_factor_declined,
                skip_mfa_on_sign_in: chosen.no_offer_at_sign_in,
            },
            passkey_sign_in: PasskeyChoices {
                skipped: chosen.passkey_declined,
            },
        }
    }
}

/// What is to be chosen for a user; what is missing stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OtherConfigs {
    /// About second factors.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    mfa: Option<OtherMfaChoices>,
    /// About signing in with a passkey.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(nullable = false)]
    passkey_sign_in: Option<OtherPasskeyChoices>,
}

/// What is to be chosen about second factors; what is missing stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OtherMfaChoices {
    /// Whether a second factor is wanted at each sign-in.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    enabled: Option<bool>,
    /// Whether the user declined to set one up.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    skipped: Option<bool>,
    /// Whether the user is not to be asked to set one up at a sign-in.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    skip_mfa_on_sign_in: Option<bool>,
}

/// What is to be chosen about signing in with a passkey; what is missing stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct OtherPasskeyChoices {
    /// Whether the user declined to set one up.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    skipped: Option<bool>,
}

impl From<OtherConfigs> for ChoicesChange {
    fn from(other: OtherConfigs) -> Self {
        let mfa = other.mfa.unwrap_or_default();
        Self {
            second_factor: mfa.enabled,
            second_factor_declined: mfa.skipped,
            no_offer_at_sign_in: mfa.skip_mfa_on_sign_in,
            passkey_declined: other.passkey_sign_in.unwrap_or_default().skipped,
        }
    }
}

/// What is chosen for a user about second factors and passkeys.
#[utoipa::path(get, path = "/users/{id}/logto-configs", tag = "Users", operation_id = "getUserLogtoConfigs",
    params(("id" = String, Path)),
    responses((status = 200, description = "The choices.", body = LogtoConfigs),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<LogtoConfigs>, ApiError> {
    let account = find(&api.users(&by), &id).await?;
    Ok(Json(account.user.sign_in_choices.into()))
}

/// Chooses for a user.
#[utoipa::path(patch, path = "/users/{id}/logto-configs", tag = "Users",
    operation_id = "changeUserLogtoConfigs",
    params(("id" = String, Path)), request_body = OtherConfigs,
    responses((status = 200, description = "The choices as they are now.", body = LogtoConfigs),
        (status = 404, description = "There is no such user.", body = Refusal),
        (status = 412, description = "They have changed since they were read.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(other): Body<OtherConfigs>,
) -> Result<Json<LogtoConfigs>, ApiError> {
    let change = UserChange {
        choices: other.into(),
        ..UserChange::default()
    };
    let holds = |found: &Account| if_match.holds(&LogtoConfigs::from(found.user.sign_in_choices));
    let precondition = Precondition::that(&holds);
    let users = api.users(&by);
    let edited = users.edit(&user_id(&id)?, &change, &precondition).await?;
    Ok(Json(edited.user.sign_in_choices.into()))
}
