//! What may be done at once about what keeps a person out, in the form of this API.

use engine::sign_in::explain::action::Action;
use oidc_core::id::{ClientId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing to do, or the place where it is done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInAction)]
pub(super) struct ActionBody {
    /// What.
    kind: ActionKind,
    /// The id of the application that it is done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    application_id: Option<String>,
    /// The redirect URI that is to be registered. It names a host that is registered for the
    /// application already, or this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    redirect_uri: Option<String>,
    /// The id of the account that it is done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_id: Option<String>,
}

/// The kinds of what may be done: look among the applications, change one of them, register the redirect
/// URI, change the sign-in experience, lift the suspension, lift the limits of the address, or look
/// after the connectors.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInActionKind)]
enum ActionKind {
    FindApplication,
    OpenApplication,
    AddRedirectUri,
    OpenSignInExperience,
    ResumeUser,
    LiftLimits,
    OpenConnectors,
}

impl ActionBody {
    const fn of(kind: ActionKind) -> Self {
        Self {
            kind,
            application_id: None,
            redirect_uri: None,
            user_id: None,
        }
    }

    fn of_application(kind: ActionKind, id: &ClientId) -> Self {
        Self {
            application_id: Some(id.to_string()),
            ..Self::of(kind)
        }
    }

    fn of_user(kind: ActionKind, id: &UserId) -> Self {
        Self {
            user_id: Some(id.to_string()),
            ..Self::of(kind)
        }
    }
}

impl From<&Action> for ActionBody {
    fn from(action: &Action) -> Self {
        match action {
            Action::FindApplication => Self::of(ActionKind::FindApplication),
            Action::OpenApplication(id) => Self::of_application(ActionKind::OpenApplication, id),
            Action::AddRedirectUri { application, uri } => Self {
                redirect_uri: Some(uri.clone()),
                ..Self::of_application(ActionKind::AddRedirectUri, application)
            },
            Action::OpenSignInExperience => Self::of(ActionKind::OpenSignInExperience),
            Action::ResumeUser(id) => Self::of_user(ActionKind::ResumeUser, id),
            Action::LiftLimits => Self::of(ActionKind::LiftLimits),
            Action::OpenConnectors => Self::of(ActionKind::OpenConnectors),
        }
    }
}
