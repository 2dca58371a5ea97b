//! Accounts, made through the management API.

use anyhow::Context;
use oidc_core::account::password::PasswordScheme;
use serde_json::{Value, json};

use crate::management::operator::Operator;

/// What the password of a new account is made from.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    /// There is none.
    Nothing,
    /// The password itself.
    Password(&'static str),
    /// A digest that was brought along.
    Digest(PasswordScheme, &'static str),
}

/// Makes an account with this address; its id.
///
/// # Errors
/// When the API refuses.
pub async fn make(operator: &mut Operator, email: &str, given: Given) -> anyhow::Result<String> {
    let body = match given {
        Given::Nothing => json!({ "primaryEmail": email }),
        Given::Password(password) => json!({ "primaryEmail": email, "password": password }),
        Given::Digest(scheme, digest) => json!({
            "primaryEmail": email,
            "passwordDigest": digest,
            "passwordAlgorithm": scheme.as_str(),
        }),
    };
    let answer = operator.post("/api/users", &body).await?;
    let made: Value = serde_json::from_slice(&answer.body)?;
    let id = made.get("id").and_then(Value::as_str);
    Ok(id.context("the account has no id")?.to_owned())
}
