//! The limits that the sign-in experience sets, below those of the operator's own rows.

use oidc_core::account::experience::SignInExperience;

use crate::{
    limits::{Limits, LimitsLayer},
    span::{Rate, Span},
};

/// The limits that these settings set.
pub fn limits_of(experience: &SignInExperience) -> LimitsLayer {
    let sentinel = &experience.sentinel_policy;
    let usual = Limits::default().failures_per_address;
    let window = sentinel.lockout_duration;
    let window = window.map(|minutes| Span::seconds(minutes.saturating_mul(60)));
    let says = sentinel.max_attempts.is_some() || window.is_some();
    let limit = sentinel.max_attempts.unwrap_or(usual.limit);
    let rate = Rate::new(limit, window.unwrap_or(usual.window));
    LimitsLayer {
        failures_per_address: says.then_some(rate),
        code_tries: experience.verification_code_policy.max_retry_attempts,
        ..LimitsLayer::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(layer: &serde_json::Value) -> LimitsLayer {
        limits_of(&SignInExperience::overlaid([layer]).unwrap())
    }

    #[test]
    fn what_nobody_says_is_no_limit_of_its_own() {
        assert_eq!(of(&json!({})), LimitsLayer::default());
        assert_eq!(of(&json!({"sentinelPolicy": {}})), LimitsLayer::default());
    }

    #[test]
    fn the_half_that_is_missing_is_what_it_usually_is() {
        let rate = |policy| {
            let own = of(&json!({"sentinelPolicy": policy}));
            own.failures_per_address.unwrap().to_string()
        };
        assert_eq!(rate(json!({"maxAttempts": 7})), "7/1h");
        assert_eq!(rate(json!({"lockoutDuration": 90})), "100/90m");
        let tries = of(&json!({"verificationCodePolicy": {"maxRetryAttempts": 3}}));
        assert_eq!(tries.code_tries, Some(3));
    }
}
