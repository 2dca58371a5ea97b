//! What just happened: the facts of each protocol step. The words around them are in the templates.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    abbreviate,
    jar::{CAPACITY, Jar, Slot},
};

const SLOT: Slot<'static> = Slot::whole_shop("bookstore_journal");

/// One message, or one check, of the protocol. Written short: the journal lives in a cookie.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// The browser is sent to the provider.
    #[serde(rename = "aq")]
    AuthorizationRequest,
    /// The browser comes back.
    #[serde(rename = "aa")]
    AuthorizationAnswer,
    /// We redeem the code.
    #[serde(rename = "tq")]
    TokenRequest,
    /// The tokens arrive.
    #[serde(rename = "ta")]
    TokenAnswer,
    /// We check the ID token.
    #[serde(rename = "id")]
    IdTokenChecks,
    /// We ask who it is.
    #[serde(rename = "ui")]
    Userinfo,
    /// We ask for new tokens.
    #[serde(rename = "rq")]
    RefreshRequest,
    /// The new tokens arrive.
    #[serde(rename = "ra")]
    RefreshAnswer,
    /// The browser is sent to the provider to sign out there.
    #[serde(rename = "sq")]
    SignOutRequest,
    /// The browser comes back, signed out.
    #[serde(rename = "sa")]
    SignOutAnswer,
}

impl StepKind {
    /// The name the templates know it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AuthorizationRequest => "authorization_request",
            Self::AuthorizationAnswer => "authorization_answer",
            Self::TokenRequest => "token_request",
            Self::TokenAnswer => "token_answer",
            Self::IdTokenChecks => "id_token_checks",
            Self::Userinfo => "userinfo",
            Self::RefreshRequest => "refresh_request",
            Self::RefreshAnswer => "refresh_answer",
            Self::SignOutRequest => "sign_out_request",
            Self::SignOutAnswer => "sign_out_answer",
        }
    }
}

/// One step, with the values that were seen. Tokens and codes are abbreviated before they get here.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Step {
    #[serde(rename = "k")]
    pub(crate) kind: StepKind,
    /// Seconds since the epoch.
    #[serde(rename = "t")]
    pub(crate) at: i64,
    /// The request line without its query: `POST http://localhost:3001/oidc/token`.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<String>,
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) facts: Vec<(String, String)>,
    /// Why the story ends here.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

impl Step {
    pub(crate) fn new(kind: StepKind, at: i64) -> Self {
        Self {
            kind,
            at,
            line: None,
            facts: Vec::new(),
            failure: None,
        }
    }

    /// A step that is a request to `url`; what stands in its query becomes facts.
    pub(crate) fn request(kind: StepKind, at: i64, method: &str, url: &Url) -> Self {
        let mut bare = url.clone();
        bare.set_query(None);
        let mut step = Self::new(kind, at);
        step.line = Some(format!("{method} {bare}"));
        for (name, value) in url.query_pairs() {
            step = step.fact(&name, &value);
        }
        step
    }

    pub(crate) fn fact(mut self, name: &str, value: &str) -> Self {
        self.facts
            .push((abbreviate::long(name), abbreviate::long(value)));
        self
    }

    /// A fact about a token or a code.
    pub(crate) fn secret(self, name: &str, value: &str) -> Self {
        self.fact(name, &abbreviate::secret(value))
    }

    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }

    pub(crate) fn failed(mut self, why: &str) -> Self {
        self.failure = Some(abbreviate::long(why));
        self
    }

    /// The value of a fact, if it was noted.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.facts
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The steps of the latest sign-in, the latest refresh, and the sign-out.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Journal {
    #[serde(rename = "i", default)]
    pub(crate) sign_in: Vec<Step>,
    #[serde(rename = "r", default)]
    pub(crate) refresh: Vec<Step>,
    #[serde(rename = "o", default)]
    pub(crate) sign_out: Vec<Step>,
}

impl Journal {
    pub(crate) fn read(jar: &Jar) -> Self {
        jar.read(SLOT.name).unwrap_or_default()
    }

    pub(crate) fn write(mut self, jar: Jar) -> Jar {
        self.fit();
        jar.write(&SLOT, &self)
    }

    /// When the latest step was, in seconds since the epoch.
    pub(crate) fn latest(&self) -> Option<i64> {
        [&self.sign_in, &self.refresh, &self.sign_out]
            .into_iter()
            .flatten()
            .map(|step| step.at)
            .max()
    }

    /// Leaves out the facts of the oldest steps until the rest fits into a cookie.
    fn fit(&mut self) {
        while serde_json::to_string(self).is_ok_and(|text| text.len() > CAPACITY) {
            let mut steps = self
                .sign_in
                .iter_mut()
                .chain(&mut self.refresh)
                .chain(&mut self.sign_out);
            match steps.find(|step| !step.facts.is_empty()) {
                Some(step) => step.facts.clear(),
                None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_notes_its_line_and_its_parameters_apart() {
        let url = "http://h/auth?client_id=a&scope=openid+email"
            .parse()
            .unwrap();
        let step = Step::request(StepKind::AuthorizationRequest, 1, "GET", &url);
        assert_eq!(step.line.as_deref(), Some("GET http://h/auth"));
        assert_eq!(step.value("scope"), Some("openid email"));
    }

    #[test]
    fn a_journal_that_is_too_long_forgets_its_oldest_facts_first() {
        let long = Step::new(StepKind::Userinfo, 1).fact("a", &"x".repeat(190));
        let mut journal = Journal {
            sign_in: vec![long; 15],
            ..Journal::default()
        };
        journal
            .sign_in
            .push(Step::new(StepKind::IdTokenChecks, 2).fact("last", "kept"));
        journal.fit();
        assert!(serde_json::to_string(&journal).unwrap().len() <= CAPACITY);
        assert!(journal.sign_in[0].facts.is_empty());
        assert_eq!(journal.sign_in[15].value("last"), Some("kept"));
    }

    #[test]
    fn a_token_is_never_noted_in_full() {
        let token = "0123456789".repeat(5);
        let step = Step::new(StepKind::TokenAnswer, 1).secret("access_token", &token);
        assert_eq!(step.value("access_token"), Some("012345… (50 characters)"));
    }
}
