//! An event as Logto shows it.

use oidc_core::event::{Event, Outcome};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::key;
use crate::wire::{
    free::Free,
    tenant::{TENANT, Tenant},
};

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Log)]
pub(super) struct LogBody {
    /// Always `default`.
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// What it is: Logto's name for it, or Signet's where Logto has none.
    #[schema(value_type = String)]
    key: &'static str,
    /// What is known of it.
    payload: Payload,
    /// When, in milliseconds since 1970.
    created_at: i64,
}

/// Whether what was tried was done.
#[derive(Debug, Serialize, ToSchema)]
enum LogResult {
    Success,
    Error,
}

/// What is known of something that happened. What is not known is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LogPayload)]
struct Payload {
    /// The same as beside it.
    #[schema(value_type = String)]
    key: &'static str,
    /// Whether it was done.
    result: LogResult,
    /// What went wrong, as Signet calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    error: Option<&'static str>,
    /// Which application was involved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    application_id: Option<String>,
    /// By which of its secrets it authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    application_secret: Option<UsedSecret>,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_id: Option<String>,
    /// From which network.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ip: Option<String>,
    /// What the other side calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_agent: Option<String>,
    /// The reference of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// In which sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    interaction_id: Option<String>,
    /// How often: tokens of machines are counted and told together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    count: Option<u64>,
    /// What else is known; it depends on the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    data: Option<Free>,
}

/// A secret of an application, without its value.
#[derive(Debug, Serialize, ToSchema)]
struct UsedSecret {
    /// Its name.
    name: String,
}

impl From<Event> for LogBody {
    fn from(event: Event) -> Self {
        let key = key::of(event.kind);
        let (result, error) = match event.kind.outcome() {
            Outcome::Success => (LogResult::Success, None),
            Outcome::Failure => (LogResult::Error, Some(event.kind.as_str())),
        };
        let mut data = event.data;
        let secret = data.remove("secret");
        let name = secret.and_then(|name| name.as_str().map(str::to_owned));
        let count = data.remove("tokens");
        let context = event.context;
        let payload = Payload {
            key,
            result,
            error,
            application_id: event.client_id.map(String::from),
            application_secret: name.map(|name| UsedSecret { name }),
            user_id: event.user_id.map(String::from),
            ip: context.ip,
            user_agent: context.agent.map(|agent| agent.as_str().to_owned()),
            request_id: context.request_id,
            interaction_id: context.flow.map(|flow| flow.to_string()),
            count: count.as_ref().and_then(Value::as_u64),
            data: (!data.is_empty()).then_some(Free(data)),
        };
        Self {
            tenant_id: TENANT,
            id: event.id.to_string(),
            key,
            payload,
            created_at: event.at.as_millis(),
        }
    }
}
