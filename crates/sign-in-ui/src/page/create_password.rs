//! The password of an account that is made by the same form, once its address is proven.

use serde::Serialize;

use super::{
    new_password_problem::{NewPasswordProblem, PasswordIssue},
    password_rules::PasswordRules,
    sample::{SAMPLE_EMAIL, sample_href},
    view::Page,
};

/// Asks a new person for a password. What was typed is never in it.
#[derive(Clone, Serialize)]
pub struct CreatePassword {
    /// Where the form goes.
    pub action: String,
    /// The form's token against forged requests.
    pub csrf: String,
    /// Which sign-in this belongs to.
    pub flow: String,
    /// The e-mail address that the account will have.
    pub identifier: String,
    /// Where another one can be given.
    pub change_href: String,
    /// What the password must be.
    pub rules: PasswordRules,
    /// What was wrong with the password, or why none is taken now.
    pub problem: Option<NewPasswordProblem>,
}

/// The rules of an operator who has set none.
const DEFAULT: PasswordRules = PasswordRules {
    min: 8,
    max: 256,
    kinds: 1,
};

/// Rules by which not every character is as good as another.
const MIXED: PasswordRules = PasswordRules {
    min: 12,
    max: 256,
    kinds: 3,
};

/// Rules that leave no room for a sentence.
const BRIEF: PasswordRules = PasswordRules {
    min: 8,
    max: 20,
    kinds: 1,
};

impl Page for CreatePassword {
    const TEMPLATE: &'static str = "pages/create_password.html";

    fn samples() -> Vec<Self> {
        let several = vec![
            PasswordIssue::TooShort { min: 8 },
            PasswordIssue::Pwned,
            PasswordIssue::Sequence,
        ];
        let problems = [
            NewPasswordProblem::Missing,
            NewPasswordProblem::Unusable,
            NewPasswordProblem::ServerBusy,
            NewPasswordProblem::Refused(several),
        ];
        let mut samples = Vec::from([DEFAULT, MIXED, BRIEF].map(|rules| sample(rules, None)));
        samples.extend(problems.map(|problem| sample(DEFAULT, Some(problem))));
        samples.extend(PasswordIssue::ALL.map(|issue| {
            let refused = NewPasswordProblem::Refused(vec![issue]);
            sample(broken(issue), Some(refused))
        }));
        samples
    }
}

fn sample(rules: PasswordRules, problem: Option<NewPasswordProblem>) -> CreatePassword {
    CreatePassword {
        action: sample_href("/continue/password"),
        csrf: "sample-csrf".to_owned(),
        flow: "sample".to_owned(),
        identifier: SAMPLE_EMAIL.to_owned(),
        change_href: sample_href("/register"),
        rules,
        problem,
    }
}

/// Rules that a password with this issue breaks.
const fn broken(issue: PasswordIssue) -> PasswordRules {
    match issue {
        PasswordIssue::TooLong { .. } => BRIEF,
        PasswordIssue::CharacterTypes { .. } => MIXED,
        PasswordIssue::TooShort { .. }
        | PasswordIssue::Pwned
        | PasswordIssue::Repetition
        | PasswordIssue::Sequence
        | PasswordIssue::Words
        | PasswordIssue::UserInfo => DEFAULT,
    }
}
