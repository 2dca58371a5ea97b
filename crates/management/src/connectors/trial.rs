//! A mail that shows whether a configuration works, before it is saved.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use engine::connector::{
    Step,
    test_mail::{NotTried, Trial, Tried},
};
use oidc_core::account::usage_type::{UnknownUsageType, UsageType};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::{misfit, refused};
use crate::{
    by::By,
    language::Language,
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal},
        free::Free,
        json::{Json, NoContent},
        rate_limited::rate_limited,
        route::Described as Route,
        spoken::Spoken,
    },
};

pub(super) fn route() -> Route {
    routes!(test)
}

/// A mail to be sent by a configuration that is not saved.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TrialBody {
    /// To whom.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// A telephone number: no connector of messages is there.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    phone: Option<String>,
    /// The configuration. A mask in it stands for the secret of the connector that is saved.
    config: Free,
    /// What the mail is for: `Generic` unless it is said, as Logto has it. Signet's addition.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    usage_type: Option<String>,
    /// In which language: a tag such as `fr`.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    locale: Option<String>,
}

/// What was done with a mail, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorTrial)]
struct TriedBody {
    /// Whether the other side took the mail.
    accepted: bool,
    /// What was done, in its order.
    steps: Vec<StepBody>,
    /// Why it was not taken, in the words of the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<String>,
    /// What helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    advice: Option<String>,
    /// How long it took, in milliseconds.
    took: u64,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectorTrialStep)]
struct StepBody {
    /// What: `rendered`, `connected`, `posted`, `answered` …
    name: String,
    /// What came of it.
    detail: String,
    /// How long it took, in milliseconds.
    took: u64,
}

impl From<&Step> for StepBody {
    fn from(step: &Step) -> Self {
        Self {
            name: step.name.as_str().to_owned(),
            detail: step.detail.clone(),
            took: u64::try_from(step.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl TriedBody {
    /// In this language, as far as the words are ours.
    fn told(tried: &Tried, language: Language) -> Self {
        let error = tried.outcome.as_ref().err();
        Self {
            accepted: error.is_none(),
            steps: tried.steps.iter().map(StepBody::from).collect(),
            error: error.map(|error| language.say(&error.to_string())),
            advice: tried.advice.map(|advice| language.say(advice.text())),
            took: u64::try_from(tried.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<NotTried> for ApiError {
    fn from(why: NotTried) -> Self {
        match why {
            NotTried::StepUp => Code::StepUpRequired.into(),
            NotTried::Config(why) => misfit(&why),
            NotTried::Limited(limited) => rate_limited(limited),
        }
    }
}

/// Sends one mail with the code `000000` by a configuration that is not saved. With `Prefer:
/// return=representation` (RFC 7240 §4.2) the answer tells each step, and a mail that is refused is
/// no error.
#[utoipa::path(post, path = "/connectors/{factoryId}/test", tag = "Connectors",
    operation_id = "testConnector",
    params(("factoryId" = String, Path),
        ("Prefer" = Option<String>, Header, description = "`return=representation` for each step.")),
    request_body = TrialBody,
    responses((status = 204, description = "The other side took the mail."),
        (status = 200, description = "What was done, and what came of it.", body = TriedBody),
        (status = 429, description = "The recipient has got as many as may be sent.", body = Refusal)))]
async fn test(
    State(api): State<Management>,
    by: By,
    language: Language,
    Path(factory): Path<String>,
    headers: HeaderMap,
    Body(body): Body<TrialBody>,
) -> Result<Response, ApiError> {
    let to = match (body.email, body.phone) {
        (Some(email), _) => email,
        (None, Some(_)) => return Err(Code::UnexpectedConnectorType.into()),
        (None, None) => return Err(ApiError::invalid("email", "is missing")),
    };
    let to = to.parse().map_err(|why| ApiError::invalid("email", why))?;
    let trial = Trial {
        factory: factory.parse().map_err(|_| no_factory())?,
        config: body.config.0,
        to,
        usage_type: usage_type(body.usage_type.as_deref())?,
        locale: body.locale,
    };
    let connectors = api.connectors(&by);
    let tried = connectors.try_out(&api, &trial).await?;
    if wants_steps(&headers) {
        let told = Json(TriedBody::told(&tried, language));
        return Ok(Spoken(language, told).into_response());
    }
    match tried.outcome {
        Ok(()) => Ok(NoContent.into_response()),
        Err(error) => Err(refused(&error)),
    }
}

fn usage_type(named: Option<&str>) -> Result<UsageType, ApiError> {
    let Some(named) = named else {
        return Ok(UsageType::Generic);
    };
    named
        .parse()
        .map_err(|why: UnknownUsageType| ApiError::invalid("usageType", why))
}

fn no_factory() -> ApiError {
    let why = "There is no such connector factory.";
    ApiError::saying(Code::ConnectorNotFound, why).with_status(StatusCode::BAD_REQUEST)
}

/// Whether the answer is to tell what was done (RFC 7240 §2).
fn wants_steps(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter();
    let mut said = preferences.filter_map(|value| value.to_str().ok());
    said.any(|list| {
        let mut each = list.split([',', ';']).map(str::trim);
        each.any(|one| one.eq_ignore_ascii_case("return=representation"))
    })
}
