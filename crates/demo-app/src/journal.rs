//! What just happened: the facts of each protocol step. The words around them are in the templates.

use serde::Serialize;
use url::Url;

use crate::{abbreviate, call::Call, moment::Moment};

/// The largest journal that is kept whole, in bytes of its facts.
const LARGEST: usize = 16 * 1024;

/// Tokens and codes: noted by their first letters only.
const SECRETS: [&str; 6] = [
    "code",
    "access_token",
    "id_token",
    "id_token_hint",
    "refresh_token",
    "token",
];

/// One message, or one check, of the protocol.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepKind {
    AuthorizationRequest,
    AuthorizationAnswer,
    TokenRequest,
    TokenAnswer,
    IdTokenChecks,
    Userinfo,
    RefreshRequest,
    RefreshAnswer,
    ApiTokenRequest,
    ApiTokenAnswer,
    ApiRequest,
    ApiChecks,
    ApiAnswer,
    IntrospectionRequest,
    IntrospectionAnswer,
    SignOutRequest,
    SignOutAnswer,
}

/// A value that was seen.
#[derive(Clone, Debug, Serialize)]
struct Fact {
    name: String,
    value: String,
}

/// One step, with the values that were seen.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) name: StepKind,
    /// Seconds since the epoch.
    pub(crate) at: i64,
    time: Option<Moment>,
    /// The request line without its query: `POST http://localhost:3001/oidc/token`.
    line: Option<String>,
    facts: Vec<Fact>,
    /// Why the story ends here.
    pub(crate) failure: Option<String>,
}

impl Step {
    pub(crate) fn new(name: StepKind, at: i64) -> Self {
        Self {
            name,
            at,
            time: Moment::new(at, at),
            line: None,
            facts: Vec::new(),
            failure: None,
        }
    }

    /// A step that is a request to `url`; what stands in its query becomes facts.
    pub(crate) fn request(name: StepKind, at: i64, method: &str, url: &Url) -> Self {
        let mut bare = url.clone();
        bare.set_query(None);
        let mut step = Self::new(name, at);
        step.line = Some(format!("{method} {bare}"));
        for (name, value) in url.query_pairs() {
            step = step.fact(&name, &value);
        }
        step
    }

    pub(crate) fn fact(mut self, name: &str, value: &str) -> Self {
        let is_secret = SECRETS.contains(&name);
        self.facts.push(Fact {
            name: abbreviate::long(name),
            value: if is_secret {
                abbreviate::secret(value)
            } else {
                abbreviate::long(value)
            },
        });
        self
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
        let fact = self.facts.iter().find(|fact| fact.name == name)?;
        Some(&fact.value)
    }

    fn size(&self) -> usize {
        let facts = self.facts.iter();
        facts.map(|fact| fact.name.len() + fact.value.len()).sum()
    }
}

/// The steps of the latest sign-in, the latest refresh, the latest call of the API, and the
/// sign-out: two dozen at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    pub(crate) sign_in: Vec<Step>,
    pub(crate) refresh: Vec<Step>,
    pub(crate) api: Vec<Step>,
    pub(crate) sign_out: Vec<Step>,
    /// What came of the call of the API.
    pub(crate) call: Option<Call>,
}

impl Journal {
    /// When the latest step was, in seconds since the epoch.
    pub(crate) fn latest(&self) -> Option<i64> {
        let all = [&self.sign_in, &self.refresh, &self.api, &self.sign_out];
        all.into_iter().flatten().map(|step| step.at).max()
    }

    /// Leaves out the facts of the oldest steps until the rest is of bearable size.
    pub(crate) fn shorten(&mut self) {
        let later = self.refresh.iter_mut().chain(&mut self.api);
        let later = later.chain(&mut self.sign_out);
        let mut steps: Vec<_> = self.sign_in.iter_mut().chain(later).collect();
        let mut size: usize = steps.iter().map(|step| step.size()).sum();
        for step in &mut steps {
            if size > LARGEST {
                size -= step.size();
                step.facts.clear();
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
        let mut long = Step::new(StepKind::Userinfo, 1);
        for _ in 0..40 {
            long = long.fact("a", &"x".repeat(190));
        }
        let last = Step::new(StepKind::IdTokenChecks, 2).fact("last", "kept");
        let mut journal = Journal {
            sign_in: vec![long.clone(), long.clone(), long, last],
            ..Journal::default()
        };
        journal.shorten();
        let sizes: Vec<_> = journal.sign_in.iter().map(Step::size).collect();
        assert_eq!(sizes, [0, 7_640, 7_640, 8]);
        journal.shorten();
        assert_eq!(journal.sign_in[3].value("last"), Some("kept"));
    }

    #[test]
    fn a_token_is_never_noted_in_full() {
        let token = "0123456789".repeat(5);
        let url = format!("http://h/end?id_token_hint={token}").parse();
        let step = Step::request(StepKind::SignOutRequest, 1, "GET", &url.unwrap());
        assert_eq!(step.value("id_token_hint"), Some("012345… (50 characters)"));
        let step = Step::new(StepKind::TokenAnswer, 1).fact("access_token", &token);
        assert_eq!(step.value("access_token"), Some("012345… (50 characters)"));
    }
}
