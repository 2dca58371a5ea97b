//! What a code is like that people sign in by, and what protects them.

use axum::extract::State;
use engine::snapshot::policy::Policy;
use oidc_core::account::verification_code::{DIGITS, RESEND_AFTER};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    state::Management,
    wire::{json::Json, route::Described as Route},
};

pub(super) fn route() -> Route {
    routes!(get)
}

/// What a code is like, and what is in force around it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CodeScreen)]
struct CodeScreenBody {
    /// How many digits it has; that stays.
    length: usize,
    /// For how many seconds it may be typed: `verificationCodePolicy` of the sign-in experience.
    expiration_duration: i64,
    /// How many wrong guesses it survives: the same policy, or a limit of the configuration file.
    max_retry_attempts: u32,
    /// After how many seconds the page offers another one; that stays.
    resend_after: i64,
    /// How many codes may be sent, and typed wrongly.
    limits: Vec<LimitBody>,
}

/// So many within such a time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodeLimit)]
struct LimitBody {
    /// What it is called below `[limits]` of the configuration file.
    #[schema(value_type = String)]
    name: &'static str,
    /// How many.
    count: u32,
    /// Within how many seconds, from the first of them on.
    window: i64,
}

impl CodeScreenBody {
    fn of(policy: &Policy) -> Self {
        let own = &policy.limits;
        let limits = [
            ("sends_per_recipient", own.sends_per_recipient),
            ("sends_per_ip", own.sends_per_ip),
            ("sends_per_client", own.sends_per_client),
            ("sends_total", own.sends_total),
            ("failures_per_address", own.failures_per_address),
            ("failures_per_ip", own.failures_per_ip),
            ("failures_total", own.failures_total),
        ];
        let limits = limits.into_iter().map(|(name, rate)| LimitBody {
            name,
            count: rate.limit,
            window: rate.window.lifetime().as_seconds(),
        });
        Self {
            length: DIGITS,
            expiration_duration: policy.code_lifetime.as_seconds(),
            max_retry_attempts: own.code_tries,
            resend_after: RESEND_AFTER.as_seconds(),
            limits: limits.collect(),
        }
    }
}

/// What a code is like that people sign in by, and the limits in force around it: settings and the
/// configuration file together. It is answered from memory.
#[utoipa::path(get, path = "/signet/code-screen", tag = "Signet", operation_id = "getCodeScreen",
    responses((status = 200, description = "What is in force.", body = CodeScreenBody)))]
async fn get(State(api): State<Management>) -> Json<CodeScreenBody> {
    Json(CodeScreenBody::of(&api.snapshot().policy))
}
