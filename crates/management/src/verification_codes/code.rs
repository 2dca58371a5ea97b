//! A code is sent, and tried.

use axum::extract::State;
use engine::mail::operator_code::{
    NotSent, NotVerified, send, send_to_phone, verify, verify_of_phone,
};
use oidc_core::account::email::EmailAddress;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal},
        json::NoContent,
        rate_limited::rate_limited,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(request), routes!(check)]
}

/// To whom a code is sent.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewVerificationCode)]
struct Recipient {
    /// An e-mail address.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// A telephone number: no connector of messages is there.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    phone: Option<String>,
}

/// A code that was typed.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TypedVerificationCode)]
struct Typed {
    /// To whom it was sent.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// The same, for a telephone number.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    phone: Option<String>,
    /// What was typed.
    verification_code: String,
}

/// Where a code goes.
enum Address<'a> {
    Email(EmailAddress),
    /// No connector leads there.
    Phone(&'a str),
}

/// Of more digits than this there is no number (ITU-T E.164 §6 has 15).
const LONGEST_PHONE: usize = 128;

fn address<'a>(email: Option<&str>, phone: Option<&'a str>) -> Result<Address<'a>, ApiError> {
    match (email, phone) {
        (Some(email), None) => {
            let address = email.parse();
            address
                .map(Address::Email)
                .map_err(|why| ApiError::invalid("email", why))
        }
        (None, Some(phone))
            if (1..=LONGEST_PHONE).contains(&phone.len())
                && phone.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Ok(Address::Phone(phone))
        }
        (None, Some(_)) => Err(ApiError::invalid("phone", "must be digits")),
        _ => Err(ApiError::invalid("", "give either email or phone")),
    }
}

/// Sends a code to an address, in the place of the one before it.
#[utoipa::path(post, path = "/verification-codes", tag = "Verification codes",
    operation_id = "requestVerificationCode", request_body = Recipient,
    responses((status = 204, description = "It is on its way."),
        (status = 429, description = "The recipient has got as many as may be sent.", body = Refusal),
        (status = 501, description = "There is no connector to send it by.", body = Refusal)))]
async fn request(
    State(api): State<Management>,
    Body(to): Body<Recipient>,
) -> Result<NoContent, ApiError> {
    match address(to.email.as_deref(), to.phone.as_deref())? {
        Address::Email(to) => send(&api, &to).await?,
        Address::Phone(to) => return Err(send_to_phone(&api, to).await.into()),
    }
    Ok(NoContent)
}

/// Tries a code. A right one is used up.
#[utoipa::path(post, path = "/verification-codes/verify", tag = "Verification codes",
    operation_id = "verifyVerificationCode", request_body = Typed,
    responses((status = 204, description = "It is the code.")))]
async fn check(
    State(api): State<Management>,
    Body(typed): Body<Typed>,
) -> Result<NoContent, ApiError> {
    if typed.verification_code.is_empty() {
        return Err(ApiError::invalid("verificationCode", "must not be empty"));
    }
    match address(typed.email.as_deref(), typed.phone.as_deref())? {
        Address::Email(to) => verify(&api, &to, &typed.verification_code).await?,
        Address::Phone(to) => return Err(verify_of_phone(&api, to).await.into()),
    }
    Ok(NoContent)
}

impl From<NotSent> for ApiError {
    fn from(why: NotSent) -> Self {
        match why {
            NotSent::Limited(limited) => rate_limited(limited),
            NotSent::NoConnector => Code::ConnectorNotFound.into(),
        }
    }
}

impl From<NotVerified> for ApiError {
    fn from(why: NotVerified) -> Self {
        Self::new(match why {
            NotVerified::NotFound => Code::CodeNotFound,
            NotVerified::Expired => Code::CodeExpired,
            NotVerified::Exhausted => Code::CodeExhausted,
            NotVerified::Mismatch => Code::CodeMismatch,
        })
    }
}
