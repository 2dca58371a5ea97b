//! What was found, check by check, and what it comes to.

use oidc_core::{client::Client, time::Timestamp};

use super::action::Action;

/// The checks, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckId {
    /// The application exists and is enabled.
    Application,
    /// Its redirect URI is registered.
    RedirectUri,
    /// People come in by such an identifier.
    Identifier,
    /// There is an account, or one may be made.
    Account,
    /// The account has a password, where people sign in by one.
    Password,
    /// The account may be used.
    Suspension,
    /// No limit is reached.
    Limits,
    /// Mail leaves.
    Mail,
    /// What became of the last code.
    Code,
    /// It is the person whom the application expects.
    Expected,
    /// It is the account the person wants to go on with.
    Chosen,
    /// The proof is as fresh as the application wants it.
    Fresh,
    /// The person agreed to what the application gets.
    Consent,
}

impl CheckId {
    /// All of them, in their order.
    pub const ALL: [Self; 13] = [
        Self::Application,
        Self::RedirectUri,
        Self::Identifier,
        Self::Account,
        Self::Password,
        Self::Suspension,
        Self::Limits,
        Self::Mail,
        Self::Code,
        Self::Expected,
        Self::Chosen,
        Self::Fresh,
        Self::Consent,
    ];

    /// Those that come after one.
    pub(super) fn after(id: Self) -> impl Iterator<Item = Self> {
        let all = Self::ALL.into_iter();
        all.skip_while(move |own| *own != id).skip(1)
    }
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It keeps the person out.
    Fail,
    /// The person is asked something.
    Ask,
    /// There was nothing to look at.
    Skipped,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub id: CheckId,
    /// What it came to.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// What helps.
    pub remedy: Option<String>,
    /// Until when it is so, if it passes by itself.
    pub until: Option<Timestamp>,
    /// What an operator may do about it at once.
    pub action: Option<Action>,
}

/// Of what comes after a check that keeps the person out.
pub(super) const NOT_REACHED: &str = "It is not looked at before what comes first is in order.";

impl Finding {
    pub(super) fn pass(id: CheckId, because: impl Into<String>) -> Self {
        Self::new(id, Verdict::Pass, because)
    }

    pub(super) fn fail(id: CheckId, because: impl Into<String>) -> Self {
        Self::new(id, Verdict::Fail, because)
    }

    pub(super) fn ask(id: CheckId, because: impl Into<String>) -> Self {
        Self::new(id, Verdict::Ask, because)
    }

    pub(super) fn skipped(id: CheckId, because: impl Into<String>) -> Self {
        Self::new(id, Verdict::Skipped, because)
    }

    fn new(id: CheckId, verdict: Verdict, because: impl Into<String>) -> Self {
        Self {
            id,
            verdict,
            because: because.into(),
            remedy: None,
            until: None,
            action: None,
        }
    }

    /// The same of one way in, while another is open, of which this is said: it keeps nobody out, and the
    /// person is to take that one.
    #[must_use]
    pub(super) fn passed_by(self, other: &str) -> Self {
        Self {
            verdict: Verdict::Ask,
            because: [&*self.because, other].join(" "),
            ..self
        }
    }

    /// The same, and what helps.
    #[must_use]
    pub(super) fn cured_by(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()),
            ..self
        }
    }

    /// The same, and what may be done at once.
    #[must_use]
    pub(super) fn with_action(self, action: Action) -> Self {
        Self {
            action: Some(action),
            ..self
        }
    }
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Each check once, in their order.
    pub checks: Vec<Finding>,
    /// What it comes to.
    pub sentence: String,
}

impl Explanation {
    pub(super) fn new(checks: Vec<Finding>, person: &str, client: Option<&Client>) -> Self {
        let place = client.map_or_else(String::new, |client| format!(" to {}", client.name));
        let failing = first_failing(&checks);
        let sentence = if let Some(failing) = failing {
            format!("{person} cannot sign in{place}: {}", failing.because)
        } else {
            let asks = checks.iter().filter(|check| check.verdict == Verdict::Ask);
            let asks: Vec<&str> = asks.map(|check| &*check.because).collect();
            if asks.is_empty() {
                format!("{person} can sign in{place}.")
            } else {
                format!("{person} can sign in{place}. {}", asks.join(" "))
            }
        };
        Self { checks, sentence }
    }

    /// What an operator may do at once about the first check that keeps the person out.
    pub fn action(&self) -> Option<&Action> {
        self.first_failing()?.action.as_ref()
    }

    /// The first check that keeps the person out.
    pub fn first_failing(&self) -> Option<&Finding> {
        first_failing(&self.checks)
    }
}

fn first_failing(checks: &[Finding]) -> Option<&Finding> {
    checks.iter().find(|check| check.verdict == Verdict::Fail)
}
