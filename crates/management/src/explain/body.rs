//! A question and its explanation.

use engine::sign_in::explain::{
    Question,
    finding::{CheckId, Explanation, Finding, Verdict},
};
use oidc_core::{
    account::identifier::{Identifier, IdentifierKind},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::action::ActionBody;
use crate::{
    language::Language,
    wire::{body::given, error::ApiError},
};

/// Longer than any address, id or URI that counts.
const MAX_LENGTH: usize = 2_048;

/// Who cannot sign in, and where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignInQuestion {
    /// The address or the username, as it was typed.
    identifier: String,
    /// The id of the application.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    application_id: Option<String>,
    /// The address that the application asks its answer to be sent to. It is compared as the
    /// authorization endpoint compares it; an empty one is none.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    redirect_uri: Option<String>,
}

impl SignInQuestion {
    pub(super) fn read(&self) -> Result<Question<'_>, ApiError> {
        let given = [
            ("identifier", Some(&self.identifier)),
            ("applicationId", self.application_id.as_ref()),
            ("redirectUri", self.redirect_uri.as_ref()),
        ];
        for (member, text) in given {
            if text.is_some_and(|text| text.len() > MAX_LENGTH) {
                return Err(ApiError::invalid(member, "is longer than 2048 bytes"));
            }
        }
        let redirect_uri = self.redirect_uri.as_deref();
        Ok(Question {
            identifier: self.identifier.trim(),
            application: self.application_id.as_deref(),
            redirect_uri: redirect_uri.filter(|uri| !uri.is_empty()),
        })
    }
}

/// Whose limits are to be lifted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LimitedIdentifier {
    /// The address or the username, as it was typed.
    identifier: String,
}

impl LimitedIdentifier {
    /// As one of the kinds by which people sign in or up.
    pub(super) fn read(&self, kinds: &[IdentifierKind]) -> Result<Identifier, ApiError> {
        let read = Identifier::read(&self.identifier, kinds);
        let unusable = |_| ApiError::invalid("identifier", "is nothing that people sign in by");
        Ok(read.map_err(unusable)?.canonical())
    }
}

/// Why somebody can sign in or cannot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInExplanation)]
pub(super) struct ExplanationBody {
    /// Each check once, in their order.
    checks: Vec<CheckBody>,
    /// The first check that keeps the person out; missing when none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_failing: Option<CheckName>,
    /// What it comes to.
    sentence: String,
    /// What may be done at once about the check that keeps the person out; missing when nothing may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    action: Option<ActionBody>,
}

/// What one check found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInCheck)]
struct CheckBody {
    /// Which check.
    id: CheckName,
    /// What it came to.
    verdict: CheckVerdict,
    /// Why.
    because: String,
    /// What helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remedy: Option<String>,
    /// Until when it is so, in milliseconds since 1970, if it passes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<i64>,
}

/// The checks of a sign-in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInCheckId)]
enum CheckName {
    Application,
    RedirectUri,
    Identifier,
    Account,
    Password,
    Suspension,
    Limits,
    Mail,
    Code,
    Expected,
    Chosen,
    Fresh,
    Consent,
}

/// What a check came to: it holds, it keeps the person out, the person is asked something, or there
/// was nothing to look at.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInVerdict)]
enum CheckVerdict {
    Pass,
    Fail,
    Ask,
    Skipped,
}

impl From<CheckId> for CheckName {
    fn from(id: CheckId) -> Self {
        match id {
            CheckId::Application => Self::Application,
            CheckId::RedirectUri => Self::RedirectUri,
            CheckId::Identifier => Self::Identifier,
            CheckId::Account => Self::Account,
            CheckId::Password => Self::Password,
            CheckId::Suspension => Self::Suspension,
            CheckId::Limits => Self::Limits,
            CheckId::Mail => Self::Mail,
            CheckId::Code => Self::Code,
            CheckId::Expected => Self::Expected,
            CheckId::Chosen => Self::Chosen,
            CheckId::Fresh => Self::Fresh,
            CheckId::Consent => Self::Consent,
        }
    }
}

impl From<Verdict> for CheckVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Fail => Self::Fail,
            Verdict::Ask => Self::Ask,
            Verdict::Skipped => Self::Skipped,
        }
    }
}

impl CheckBody {
    fn told(found: &Finding, language: Language) -> Self {
        let remedy = found.remedy.as_deref();
        Self {
            id: found.id.into(),
            verdict: found.verdict.into(),
            because: language.say(&found.because),
            remedy: remedy.map(|remedy| language.say(remedy)),
            until: found.until.map(Timestamp::as_millis),
        }
    }
}

impl ExplanationBody {
    /// In this language.
    pub(super) fn told(explanation: &Explanation, language: Language) -> Self {
        let failing = explanation.first_failing();
        let checks = explanation.checks.iter();
        Self {
            checks: checks
                .map(|found| CheckBody::told(found, language))
                .collect(),
            first_failing: failing.map(|found| found.id.into()),
            sentence: language.say(&explanation.sentence),
            action: explanation.action().map(ActionBody::from),
        }
    }
}
