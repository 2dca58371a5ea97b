//! What Mailgun says of a domain.

use axum::extract::{Path, State};
use engine::connector::{
    Checked, FactoryId, Finding, FindingCode, Record, Region, Validity, check::NotChecked,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::misfit;
use crate::{
    by::By,
    language::Language,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal},
        free::Free,
        json::Json,
        route::Described as Route,
        spoken::Spoken,
    },
};

pub(super) fn route() -> Route {
    routes!(check)
}

/// A configuration to be looked at.
#[derive(Deserialize, ToSchema)]
#[schema(as = ConnectorToCheck)]
struct CheckBody {
    /// The configuration. A mask in it stands for the secret of the connector that is saved.
    config: Free,
}

/// What Mailgun says of a domain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorCheck)]
struct CheckedBody {
    /// What each region says.
    regions: Vec<RegionBody>,
    /// The record that lets Mailgun send for the domain.
    spf: RecordBody,
    /// The record with the key that mails are signed with.
    dkim: RecordBody,
    /// What is to be done something about; empty when all is well.
    findings: Vec<FindingBody>,
}

/// What one region says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorCheckRegion)]
struct RegionBody {
    /// `US` or `EU`; nothing of an address of one's own.
    region: Option<String>,
    /// Whether mails go there.
    is_ours: bool,
    /// Whether it knows the domain.
    known: bool,
    /// How the domain stands there, in Mailgun's word: `active`, `unverified`, `disabled`.
    state: Option<String>,
    /// The status of its answer; nothing when it was not reached.
    answer: Option<u16>,
}

/// A record of the DNS.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorCheckRecord)]
struct RecordBody {
    /// `valid`, `invalid`, or `unknown` when Mailgun does not say.
    #[schema(value_type = String)]
    validity: Validity,
    /// Where it stands.
    name: Option<String>,
    /// What must stand there.
    value: Option<String>,
}

/// Something that is to be done something about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorCheckFinding)]
struct FindingBody {
    /// The member of the configuration it is about.
    key: String,
    /// What it is, for programs.
    #[schema(value_type = String)]
    code: FindingCode,
    /// The same in words.
    text: String,
}

impl CheckedBody {
    /// In this language.
    fn told(checked: &Checked, language: Language) -> Self {
        let region = |region: &Region| RegionBody {
            region: region.region.map(str::to_owned),
            is_ours: region.is_ours,
            known: region.known,
            state: region.state.clone(),
            answer: region.answer,
        };
        let record = |record: &Record| RecordBody {
            validity: record.validity,
            name: record.name.clone(),
            value: record.value.clone(),
        };
        let finding = |finding: &Finding| FindingBody {
            key: finding.key.to_owned(),
            code: finding.code,
            text: language.say(&finding.text),
        };
        Self {
            regions: checked.regions.iter().map(region).collect(),
            spf: record(&checked.spf),
            dkim: record(&checked.dkim),
            findings: checked.findings.iter().map(finding).collect(),
        }
    }
}

/// Asks Mailgun about the domain of a configuration that is not saved: which region knows it, whether
/// it may send, and what Mailgun found in the DNS.
#[utoipa::path(post, path = "/signet/connectors/{factoryId}/check", tag = "Signet",
    operation_id = "checkConnector", params(("factoryId" = String, Path)),
    request_body = CheckBody,
    responses((status = 200, description = "What Mailgun says.", body = CheckedBody),
        (status = 404, description = "There is no such factory.", body = Refusal)))]
async fn check(
    State(api): State<Management>,
    by: By,
    language: Language,
    Path(factory): Path<String>,
    Body(body): Body<CheckBody>,
) -> Result<Spoken<Json<CheckedBody>>, ApiError> {
    let factory: FactoryId = factory.parse().map_err(|_| Code::NotFound)?;
    let connectors = api.connectors(&by);
    let checked = connectors.check(factory, &body.config.0).await?;
    let told = Json(CheckedBody::told(&checked, language));
    Ok(Spoken(language, told))
}

impl From<NotChecked> for ApiError {
    fn from(why: NotChecked) -> Self {
        match why {
            NotChecked::NotMailgun => Code::UnexpectedConnectorType.into(),
            NotChecked::StepUp => Code::StepUpRequired.into(),
            NotChecked::Config(why) => misfit(&why),
        }
    }
}
